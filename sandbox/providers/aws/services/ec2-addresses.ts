import { hexOf } from "../../protocol/identity";
import { ProviderError } from "../../protocol/service";
import { Account, Existing } from "../account";
import { Facts } from "../definition";
import { makeId } from "../ids";
import { Network, parseCidr } from "../rules";

/** What a VPC brings with it; whoever knows the VPC's id can tell these. */
export function defaultsOfVpc(vpcId: string) {
    return {
        securityGroupId: makeId("sg", vpcId, "default"),
        networkAclId: makeId("acl", vpcId, "default"),
        routeTableId: makeId("rtb", vpcId, "main"),
        dhcpOptionsId: makeId("dopt", vpcId, "default"),
    };
}

/** The public address of an allocation, from a documentation range (RFC 5737): it can be nobody's. */
export function publicIpOf(allocationId: string): string {
    return `203.0.113.${1 + (Number.parseInt(hexOf(6, allocationId), 16) % 254)}`;
}

/** `use1-az1` for zone `a` of us-east-1. Which letter is which zone differs by account; the sandbox's is in order. */
export function zoneIdOf(zone: string): string {
    const [, region = "", letter = "a"] = /^(.*-\d)([a-z])$/.exec(zone) ?? [];
    const short = region
        .split("-")
        .map((part, index) => (index === 0 ? part : part.replace(/^(north|south)?(east|west|central)?$/, initials)))
        .map((part) => (part === "gov" ? "g" : part))
        .join("");
    return `${short}-az${letter.charCodeAt(0) - "a".charCodeAt(0) + 1}`;
}

function initials(_all: string, first: string | undefined, second: string | undefined): string {
    return [first, second].map((word) => word?.[0] ?? "").join("");
}

/** Refuses a subnet outside its VPC, in a zone of another region, or over another subnet, as EC2 does. */
export function admitSubnet(facts: Facts, account: Account): void {
    const cidr = facts.text("cidrBlock");
    const network = parseCidr(cidr);
    if (network === undefined) {
        return;
    }
    const zone = facts.text("availabilityZone");
    if (zone !== "" && !zone.startsWith(facts.region)) {
        throw refusal(
            "InvalidParameterValue",
            `Value (${facts.shown("availabilityZone")}) for parameter availabilityZone is invalid`,
        );
    }
    const vpcId = facts.text("vpcId");
    const vpc = account.get("aws:ec2/vpc:Vpc", vpcId);
    const outer = vpc === undefined ? undefined : cidrOf(vpc);
    if (outer !== undefined && !contains(outer, network)) {
        throw refusal("InvalidSubnet.Range", `The CIDR '${facts.shown("cidrBlock")}' is invalid.`);
    }
    const neighbours = account.all("aws:ec2/subnet:Subnet").filter(({ outputs }) => outputs.vpcId === vpcId);
    for (const neighbour of neighbours) {
        const other = cidrOf(neighbour);
        if (other !== undefined && overlap(network, other)) {
            throw refusal(
                "InvalidSubnet.Conflict",
                `The CIDR '${facts.shown("cidrBlock")}' conflicts with another subnet`,
            );
        }
    }
}

function refusal(code: string, message: string): ProviderError {
    return new ProviderError(`creating EC2 Subnet: api error ${code}: ${message}`);
}

function cidrOf({ outputs }: Existing): Network | undefined {
    const cidr = outputs.cidrBlock;
    return typeof cidr === "string" ? parseCidr(cidr) : undefined;
}

function contains(outer: Network, inner: Network): boolean {
    return inner.base >= outer.base && inner.last <= outer.last;
}

function overlap(left: Network, right: Network): boolean {
    return left.base <= right.last && right.base <= left.last;
}
