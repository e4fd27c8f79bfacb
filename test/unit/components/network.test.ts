import assert from "node:assert/strict";

import type { NetworkConfig } from "../../../components/config";
import { logGroupPrefixes } from "../../../components/keys/plan";
import { Network } from "../../../components/network";
import { aNetwork, anAwsProvider, aPlatform, ZONES } from "./support/fixtures";
import { record, type Recording } from "./support/mocks";

function build(overrides: Partial<NetworkConfig> = {}): Promise<Recording> {
    const network = aNetwork(overrides);
    return record(
        () =>
            new Network(
                "network",
                { platform: aPlatform(), zones: ZONES, network, logsKeyArn: "arn:logs-key" },
                { provider: anAwsProvider() },
            ),
    );
}

/** Names of the routes of a table, with where they lead. */
function routesOf(recording: Recording, table: string): unknown[] {
    return recording
        .ofType("aws:ec2/route:Route")
        .filter((route) => route.inputs.routeTableId === `${table}-id`)
        .map((route) => route.inputs.natGatewayId ?? route.inputs.gatewayId);
}

/** The table that a subnet is associated with. */
function tableOf(recording: Recording, subnet: string): unknown {
    return recording
        .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
        .find((association) => association.inputs.subnetId === `${subnet}-id`)?.inputs.routeTableId;
}

describe("Network", () => {
    let shared: Recording;
    before(async () => {
        shared = await build({ natGateways: "one", flowLogRetentionDays: 60 });
    });

    it("gives no subnet public addresses, and marks the subnets for load balancers", () => {
        const subnets = shared.ofType("aws:ec2/subnet:Subnet");
        assert.equal(subnets.length, 6);
        assert.ok(subnets.every((subnet) => subnet.inputs.mapPublicIpOnLaunch === false));
        const roles = (name: string) => {
            const tags = shared.get(name).inputs.tags as Record<string, string>;
            return [tags["kubernetes.io/role/elb"], tags["kubernetes.io/role/internal-elb"]];
        };
        assert.deepEqual(roles("network-public-us-east-1a"), ["1", undefined]);
        assert.deepEqual(roles("network-private-us-east-1a"), [undefined, "1"]);
        assert.deepEqual(roles("network-data-us-east-1a"), [undefined, undefined]);
    });

    it("sends private subnets out through the one NAT gateway", () => {
        assert.equal(shared.ofType("aws:ec2/natGateway:NatGateway").length, 1);
        for (const zone of ZONES) {
            assert.equal(tableOf(shared, `network-private-${zone}`), `network-private-${zone}-routes-id`);
            assert.deepEqual(routesOf(shared, `network-private-${zone}-routes`), ["network-nat-us-east-1a-id"]);
        }
    });

    it("sends each private subnet out through its own zone's NAT gateway when each zone has one", async () => {
        const recording = await build({ natGateways: "per-zone" });
        for (const zone of ZONES) {
            assert.deepEqual(routesOf(recording, `network-private-${zone}-routes`), [`network-nat-${zone}-id`]);
            assert.equal(recording.get(`network-nat-${zone}`).inputs.subnetId, `network-public-${zone}-id`);
        }
    });

    it("gives the data tier no way out", () => {
        for (const zone of ZONES) {
            assert.equal(tableOf(shared, `network-data-${zone}`), "network-data-routes-id");
        }
        assert.deepEqual(routesOf(shared, "network-data-routes"), []);
        const endpoint = shared.get("network-s3").inputs;
        assert.deepEqual(
            endpoint.routeTableIds,
            ZONES.map((zone) => `network-private-${zone}-routes-id`),
        );
        assert.equal(endpoint.vpcEndpointType, "Gateway");
    });

    it("empties the default security group", () => {
        const { inputs } = shared.get("network-default-security-group");
        assert.deepEqual([inputs.ingress, inputs.egress], [[], []]);
    });

    it("logs all traffic into an encrypted group that ends, and that the logs key may encrypt", () => {
        const group = shared.get("network-flow-logs-group").inputs;
        assert.deepEqual([group.retentionInDays, group.kmsKeyId], [60, "arn:logs-key"]);
        assert.ok(logGroupPrefixes("leanvibe-dev").some((prefix) => String(group.name).startsWith(prefix)));
        const log = shared.get("network-flow-logs-log").inputs;
        assert.deepEqual([log.trafficType, log.vpcId], ["ALL", "network-vpc-id"]);
        assert.equal(log.logDestination, "arn:aws:mock:us-east-1:111111111111:network-flow-logs-group");
    });

    it("lets flow logs write to their own group only, on behalf of this account only", () => {
        const policy = JSON.parse(String(shared.get("network-flow-logs-role-policy").inputs.policy)) as {
            Statement: { Resource: string }[];
        };
        assert.deepEqual(
            policy.Statement.map((statement) => statement.Resource),
            ["arn:aws:mock:us-east-1:111111111111:network-flow-logs-group:*"],
        );
        const trust = String(shared.get("network-flow-logs-role").inputs.assumeRolePolicy);
        assert.match(trust, /"aws:SourceAccount":"111111111111"/);
    });
});
