import assert from "node:assert/strict";

import fc from "fast-check";
import { Netmask } from "netmask";

import {
    MAX_ZONES,
    overlaps,
    planNetwork,
    serviceCidrFor,
    vpcBlockProblem,
    type NetworkPlan,
} from "../../../components/network/plan";

const LETTERS = ["a", "b", "c", "d"];

/** A block that configuration would accept. */
const vpcBlock = fc
    .tuple(
        fc.constantFrom("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        fc.nat(),
        fc.integer({ min: 16, max: 20 }),
    )
    .map(([space, position, prefix]) => {
        const { netLong, bitmask } = new Netmask(space);
        const blocks = 2 ** (prefix - bitmask);
        const address = netLong + (position % blocks) * 2 ** (32 - prefix);
        return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/${prefix}`;
    })
    .filter((cidr) => vpcBlockProblem(cidr) === undefined);

const zoneCount = fc.integer({ min: 1, max: MAX_ZONES });
const natGateways = fc.constantFrom("one" as const, "per-zone" as const);

function planOf(cidr: string, count: number, nat: "one" | "per-zone" = "one"): NetworkPlan {
    return planNetwork({
        cidr,
        zones: LETTERS.slice(0, count).map((letter) => `us-east-1${letter}`),
        natGateways: nat,
    });
}

describe("the subnet planner", () => {
    it("never lets two subnets, or a subnet and the spare room, overlap", () => {
        fc.assert(
            fc.property(vpcBlock, zoneCount, (cidr, count) => {
                const plan = planOf(cidr, count);
                const blocks = [...plan.subnets.map((subnet) => subnet.cidr), ...plan.spare];
                blocks.forEach((a, i) => {
                    blocks.slice(i + 1).forEach((b) => {
                        assert.ok(!overlaps(a, b), `${a} and ${b} of ${cidr}`);
                    });
                });
            }),
        );
    });

    it("keeps every subnet inside the VPC and within the sizes that AWS allows", () => {
        fc.assert(
            fc.property(vpcBlock, zoneCount, (cidr, count) => {
                for (const subnet of planOf(cidr, count).subnets) {
                    assert.ok(new Netmask(cidr).contains(new Netmask(subnet.cidr)), `${subnet.cidr} in ${cidr}`);
                    assert.ok(new Netmask(subnet.cidr).bitmask <= 28);
                }
            }),
        );
    });

    it("gives each zone one subnet of each tier", () => {
        fc.assert(
            fc.property(vpcBlock, zoneCount, (cidr, count) => {
                const plan = planOf(cidr, count);
                for (const zone of plan.zones) {
                    const tiers = plan.subnets.filter((subnet) => subnet.zone === zone).map((subnet) => subnet.tier);
                    assert.deepEqual(tiers.sort(), ["data", "private", "public"]);
                }
                assert.equal(plan.subnets.length, 3 * count);
            }),
        );
    });

    it("moves nothing when a zone is added at the end", () => {
        fc.assert(
            fc.property(vpcBlock, fc.integer({ min: 1, max: MAX_ZONES - 1 }), (cidr, count) => {
                const before = planOf(cidr, count).subnets;
                assert.deepEqual(planOf(cidr, count + 1).subnets.slice(0, before.length), before);
            }),
        );
    });

    it("leaves three eighths of the VPC free, and gives pods half of it when all zones are used", () => {
        const size = (cidr: string) => 2 ** (32 - new Netmask(cidr).bitmask);
        fc.assert(
            fc.property(vpcBlock, (cidr) => {
                const plan = planOf(cidr, MAX_ZONES);
                const share = (blocks: readonly string[]) =>
                    blocks.reduce((sum, block) => sum + size(block), 0) / size(cidr);
                assert.equal(share(plan.spare), 3 / 8);
                assert.equal(share(plan.subnets.filter((s) => s.tier === "private").map((s) => s.cidr)), 1 / 2);
            }),
        );
    });

    it("sends each zone to a NAT gateway that exists, its own where each zone has one", () => {
        fc.assert(
            fc.property(vpcBlock, zoneCount, natGateways, (cidr, count, nat) => {
                const plan = planOf(cidr, count, nat);
                assert.equal(plan.natZones.length, nat === "one" ? 1 : count);
                for (const zone of plan.zones) {
                    assert.ok(plan.natZones.includes(plan.natZoneOf[zone] ?? ""));
                    assert.ok(nat === "one" || plan.natZoneOf[zone] === zone);
                }
            }),
        );
    });

    it("divides 10.10.0.0/16 over two zones as documented", () => {
        assert.deepEqual(
            planOf("10.10.0.0/16", 2).subnets.map(({ tier, zone, cidr }) => `${tier} ${zone} ${cidr}`),
            [
                "public us-east-1a 10.10.128.0/22",
                "private us-east-1a 10.10.0.0/19",
                "data us-east-1a 10.10.144.0/22",
                "public us-east-1b 10.10.132.0/22",
                "private us-east-1b 10.10.32.0/19",
                "data us-east-1b 10.10.148.0/22",
            ],
        );
    });

    it("refuses what configuration refuses", () => {
        assert.throws(() => planOf("10.10.0.0/24", 2), /10\.10\.0\.0\/24 cannot be divided/);
        assert.throws(() => planOf("10.10.0.0/16", 0), /1 to 4 different zones/);
        assert.throws(
            () => planNetwork({ cidr: "10.10.0.0/16", zones: ["us-east-1a", "us-east-1a"], natGateways: "one" }),
            /different zones/,
        );
    });
});

describe("the limits of the division", () => {
    it("are blocks from /16 to /20, both included", () => {
        for (const cidr of ["10.10.0.0/16", "10.10.0.0/20"]) {
            assert.equal(vpcBlockProblem(cidr), undefined);
        }
        for (const cidr of ["10.10.0.0/15", "10.10.0.0/21"]) {
            assert.match(vpcBlockProblem(cidr)?.allowed ?? "", /from \/16 to \/20/);
        }
    });

    it("are four zones, and the refusal names those that were given", () => {
        assert.equal(planOf("10.10.0.0/16", MAX_ZONES).zones.length, 4);
        const zones = ["a", "b", "c", "d", "e"];
        assert.throws(
            () => planNetwork({ cidr: "10.10.0.0/16", zones, natGateways: "one" }),
            /^Error: a network takes 1 to 4 different zones, not \[a, b, c, d, e\]$/,
        );
    });
});

describe("the Services' address block", () => {
    it("is EKS's own, unless the VPC touches that", () => {
        assert.equal(serviceCidrFor("10.10.0.0/16"), "172.20.0.0/16");
        assert.equal(serviceCidrFor("172.20.16.0/20"), "10.100.0.0/16");
    });
});
