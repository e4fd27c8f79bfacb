import { Netmask } from "netmask";

/**
 * How a VPC is divided, as pure arithmetic over its address block.
 *
 * The block is cut into eighths. The first four are the private subnets, one for each zone: nodes and pods live there,
 * and with prefix delegation a node takes addresses sixteen at a time. The fifth eighth is cut into eighths again: four
 * public subnets (load balancers, NAT) and four data subnets. The last three stay free. A zone's place depends only on
 * its position, so a zone that is added at the end moves nothing.
 */

/** Zones that the division has room for. */
export const MAX_ZONES = 4;
/** The largest block that AWS allows for a VPC. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const LARGEST_VPC_PREFIX = 16;
/**
 * The smallest block that leaves a load balancer its 8 free addresses in a subnet of at least /27 and each zone 500
 * pods. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export const SMALLEST_VPC_PREFIX = 20;

const PRIVATE_BITS = 3;
const EDGE_BITS = 6;
/** Where the fifth eighth begins, counted in public and data subnets. */
const EDGE_OFFSET = MAX_ZONES * 2 ** (EDGE_BITS - PRIVATE_BITS);

/** What a subnet is for, which decides where its traffic may go. */
export type SubnetTier = "public" | "private" | "data";

/** One subnet to be. */
export interface SubnetPlan {
    readonly tier: SubnetTier;
    readonly zone: string;
    readonly cidr: string;
}

/** The division of one VPC. */
export interface NetworkPlan {
    readonly cidr: string;
    readonly zones: readonly string[];
    readonly subnets: readonly SubnetPlan[];
    /** Zones that get a NAT gateway. */
    readonly natZones: readonly string[];
    /** For each zone, the zone whose NAT gateway its private subnet uses. */
    readonly natZoneOf: Readonly<Record<string, string>>;
    /** Blocks that no subnet uses. */
    readonly spare: readonly string[];
}

/** Private address space in which AWS recommends VPCs (RFC 1918), and shared space (RFC 6598), which pods may use. */
const PRIVATE_SPACE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
/** Docker's bridge: services such as Cloud9 or SageMaker use it, and a VPC there loses them silently. */
const DOCKER_BRIDGE = "172.17.0.0/16";

/** What is wrong with an address block for a VPC, or undefined when nothing is. */
export function vpcBlockProblem(cidr: string): { readonly allowed: string; readonly fix: string } | undefined {
    const block = ipv4Block(cidr);
    if (!block) {
        return { allowed: "an IPv4 address block", fix: "write it like 10.10.0.0/16" };
    }
    if (block.bitmask < LARGEST_VPC_PREFIX || block.bitmask > SMALLEST_VPC_PREFIX) {
        const allowed = `a block from /${LARGEST_VPC_PREFIX} to /${SMALLEST_VPC_PREFIX}, which holds the subnets`;
        return { allowed, fix: `use ${block.base}/${LARGEST_VPC_PREFIX} or another block of that size` };
    }
    if (cidr.split("/")[0] !== block.base) {
        return { allowed: "a block's first address", fix: `use ${block.base}/${block.bitmask}` };
    }
    const inside = PRIVATE_SPACE.some((space) => new Netmask(space).contains(block));
    if (!inside || overlaps(cidr, DOCKER_BRIDGE)) {
        const allowed = `a block inside ${PRIVATE_SPACE.join(", ")}, outside ${DOCKER_BRIDGE}`;
        return { allowed, fix: "use for example 10.10.0.0/16" };
    }
    return undefined;
}

/** A number without leading zeros: 010 is ten to one reader and eight to another. */
const NUMBER = "(0|[1-9]\\d{0,2})";
const IPV4_BLOCK = new RegExp(`^(${NUMBER}\\.){3}${NUMBER}/${NUMBER}$`);

/** An IPv4 block as AWS writes it, such as `10.10.0.0/16`; undefined for anything else. */
export function ipv4Block(cidr: string): Netmask | undefined {
    try {
        return IPV4_BLOCK.test(cidr) ? new Netmask(cidr) : undefined;
    } catch {
        return undefined;
    }
}

/** Whether two blocks have an address in common. */
export function overlaps(a: string, b: string): boolean {
    const [first, second] = [new Netmask(a), new Netmask(b)];
    return first.contains(second) || second.contains(first);
}

/**
 * Address block of Kubernetes Services: EKS's own two candidates, the first that the VPC does not touch. Named rather
 * than left to EKS, so that it is known before the cluster exists.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
export function serviceCidrFor(vpcCidr: string): string {
    return overlaps(vpcCidr, "172.20.0.0/16") ? "10.100.0.0/16" : "172.20.0.0/16";
}

/**
 * Divides a VPC over its zones.
 *
 * @throws Error when the block or the number of zones is not what configuration allows.
 */
export function planNetwork(args: {
    readonly cidr: string;
    readonly zones: readonly string[];
    readonly natGateways: "one" | "per-zone";
}): NetworkPlan {
    const { cidr, zones, natGateways } = args;
    const problem = vpcBlockProblem(cidr);
    if (problem) {
        throw new Error(`${cidr} cannot be divided: allowed is ${problem.allowed}`);
    }
    const first = zones[0];
    if (first === undefined || zones.length > MAX_ZONES || new Set(zones).size !== zones.length) {
        throw new Error(`a network takes 1 to ${MAX_ZONES} different zones, not [${zones.join(", ")}]`);
    }
    const subnets = zones.flatMap((zone, index): SubnetPlan[] => [
        { tier: "public", zone, cidr: part(cidr, EDGE_BITS, EDGE_OFFSET + index) },
        { tier: "private", zone, cidr: part(cidr, PRIVATE_BITS, index) },
        { tier: "data", zone, cidr: part(cidr, EDGE_BITS, EDGE_OFFSET + MAX_ZONES + index) },
    ]);
    const natZones = natGateways === "per-zone" ? zones : [first];
    return {
        cidr,
        zones,
        subnets,
        natZones,
        natZoneOf: Object.fromEntries(zones.map((zone) => [zone, natGateways === "per-zone" ? zone : first])),
        spare: [5, 6, 7].map((index) => part(cidr, PRIVATE_BITS, index)),
    };
}

/** The block with this index when `cidr` is cut into 2^bits equal parts. */
function part(cidr: string, bits: number, index: number): string {
    const block = new Netmask(cidr);
    const prefix = block.bitmask + bits;
    const address = block.netLong + index * 2 ** (32 - prefix);
    return new Netmask(`${toDotted(address)}/${prefix}`).toString();
}

function toDotted(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
