import type { Value } from "../../../kit/value";
import type { Price } from "../../prices/table";
import { fillPools, idleDemand } from "../capacity";
import type { Pool } from "../capacity";
import { cpu, gibibytes, optionalNumber, optionalString, strings } from "../read";
import type { Sheet } from "../sheet";
import type { Surroundings } from "../surroundings";

/** The NodePool type of Karpenter, which EKS Auto Mode runs. */
export const NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool";
const NODE_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";
const INSTANCE_TYPE = "node.kubernetes.io/instance-type";

/** Root volume of an Auto Mode node if its NodeClass says nothing: https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html */
const DEFAULT_VOLUME_GIB = 80;
/** What a gp3 volume includes. */
const INCLUDED_IOPS = 3000;
const INCLUDED_MIBPS = 125;

interface NodeType {
    readonly name: string;
    readonly ec2: Price;
    /** Management fee of Auto Mode; undefined for nodes that the cluster's owner manages. */
    readonly fee: Price | undefined;
    readonly vcpu: number;
    readonly memoryGiB: number;
    /** US dollars per hour, fee included. */
    readonly usd: number;
}

/** A NodePool with everything about it known. */
interface PricedPool {
    readonly sheet: Sheet;
    readonly types: readonly NodeType[];
    readonly limitVcpu: number;
    readonly limitMemoryGiB: number | undefined;
}

/**
 * All NodePools of a stack together, because they share the idle load.
 *
 * Worst case of one: its CPU limit at the dearest price per vCPU among its instance types, plus the Auto Mode fee, plus
 * a root volume for each node if all were of the smallest type. Spot capacity is taken at the on-demand price.
 *
 * Idle: the workloads' requests at their minimum, on whole nodes of the pool's cheapest type that holds the largest
 * pod; pools are filled the cheapest node first, and the others scale to zero.
 */
export function nodePools(sheets: readonly Sheet[], surroundings: Surroundings): void {
    const pools: PricedPool[] = [];
    for (const sheet of sheets) {
        sheet.part(() => {
            const pool = read(sheet);
            if (pool !== undefined) {
                pools.push(pool);
            }
        });
    }
    for (const pool of pools) {
        worst(pool);
        volumes(pool, 0, mostNodes(pool), surroundings);
    }
    idle(pools, surroundings);
}

function read(sheet: Sheet): PricedPool | undefined {
    const spec = sheet.props.at("spec");
    const limitVcpu = cpu(spec.at("limits", "cpu"));
    if (limitVcpu === undefined) {
        sheet.finding(
            "unbounded",
            "the NodePool has no spec.limits.cpu, so nothing bounds its cost",
            "Set spec.limits.cpu to the most vCPU that the pool may have.",
        );
    }
    if (optionalNumber(spec.at("replicas")) !== undefined) {
        sheet.unknownPrice("a NodePool of static capacity (spec.replicas) is not priced", "Remove spec.replicas.");
    }
    const names = allowedTypes(spec.at("template", "spec", "requirements"));
    if (names === undefined) {
        sheet.unknownPrice(
            `the NodePool does not say which instance types it may use (no requirement ${INSTANCE_TYPE} In [...])`,
            `Add a requirement with key ${INSTANCE_TYPE}, operator In and the allowed types.`,
        );
        return undefined;
    }
    const isAutoMode = optionalString(spec.at("template", "spec", "nodeClassRef", "group")) === "eks.amazonaws.com";
    const types = names.flatMap((name) => nodeType(sheet, name, isAutoMode) ?? []);
    return limitVcpu === undefined || types.length === 0
        ? undefined
        : { sheet, types, limitVcpu, limitMemoryGiB: gibibytes(spec.at("limits", "memory")) };
}

function allowedTypes(requirements: Value): string[] | undefined {
    // Read, so that a list which is not known at preview ends this part.
    requirements.read();
    const requirement = requirements
        .items()
        .find(
            (item) => optionalString(item.at("key")) === INSTANCE_TYPE && optionalString(item.at("operator")) === "In",
        );
    return requirement === undefined ? undefined : strings(requirement.at("values"));
}

function nodeType(sheet: Sheet, name: string, isAutoMode: boolean): NodeType | undefined {
    const ec2 = sheet.price("AmazonEC2", name);
    const fee = isAutoMode && ec2 !== undefined ? sheet.price("AmazonEKS", `auto-mode/${name}`) : undefined;
    return ec2?.instance === undefined || (isAutoMode && fee === undefined)
        ? undefined
        : {
              name,
              ec2,
              fee,
              vcpu: ec2.instance.vcpu,
              memoryGiB: ec2.instance.memoryGiB,
              usd: ec2.usd + (fee?.usd ?? 0),
          };
}

function worst({ sheet, types, limitVcpu }: PricedPool): void {
    const dearest = types.reduce((a, b) => (b.usd / b.vcpu > a.usd / a.vcpu ? b : a));
    const line = (name: string, price: Price): void => {
        const perVcpu = { ...price, unit: "vCPU-hour", usd: price.usd / dearest.vcpu };
        sheet.lineAt(`${name} at the CPU limit (dearest per vCPU: ${dearest.name})`, perVcpu, {
            idle: 0,
            worst: limitVcpu,
        });
    };
    line("EC2 capacity", dearest.ec2);
    if (dearest.fee !== undefined) {
        line("EKS Auto Mode fee", dearest.fee);
    }
}

/** Nodes at the CPU limit if all were of the smallest type. */
function mostNodes({ types, limitVcpu }: PricedPool): number {
    return Math.floor(limitVcpu / Math.min(...types.map((type) => type.vcpu)));
}

function idle(pools: readonly PricedPool[], surroundings: Surroundings): void {
    const demand = idleDemand(surroundings);
    const candidates = pools
        .flatMap((pool) => {
            const fitting = pool.types.filter(
                ({ vcpu, memoryGiB }) => vcpu >= demand.largestPod.vcpu && memoryGiB >= demand.largestPod.memoryGiB,
            );
            return fitting.length === 0 ? [] : [{ pool, type: fitting.reduce((a, b) => (b.usd < a.usd ? b : a)) }];
        })
        .sort((a, b) => a.type.usd - b.type.usd);
    const plan = fillPools(
        candidates.map(({ pool, type }) => asPool(pool, type)),
        demand.total,
    );
    for (const { pool, type } of candidates) {
        const nodes = plan.nodes.get(pool.sheet.resource.urn) ?? 0;
        if (nodes > 0) {
            pool.sheet.lineAt(`idle nodes ${type.name}`, type.ec2, { idle: nodes, worst: 0 });
            if (type.fee !== undefined) {
                pool.sheet.lineAt(`EKS Auto Mode fee of idle nodes ${type.name}`, type.fee, { idle: nodes, worst: 0 });
            }
            volumes(pool, nodes, 0, surroundings);
        }
    }
    const first = pools[0];
    if (first !== undefined && (plan.left.vcpu > 0 || plan.left.memoryGiB > 0)) {
        first.sheet.finding(
            "does-not-fit",
            `the minimum replicas ask for ${format(demand.total.vcpu)} vCPU and ${format(demand.total.memoryGiB)} GiB; ` +
                `${format(plan.left.vcpu)} vCPU and ${format(plan.left.memoryGiB)} GiB of it fit in no NodePool's limits`,
            "Raise spec.limits of a NodePool, or lower the minimum replicas or their requests.",
        );
    }
    first?.sheet.notEvaluated.push(...demand.notEvaluated);
}

function asPool({ sheet, limitVcpu, limitMemoryGiB }: PricedPool, type: NodeType): Pool {
    const byMemory = limitMemoryGiB === undefined ? Infinity : Math.floor(limitMemoryGiB / type.memoryGiB);
    return { urn: sheet.resource.urn, node: type, mostNodes: Math.min(Math.floor(limitVcpu / type.vcpu), byMemory) };
}

/** The root volumes of so many nodes, by the NodeClass of the pool if the stack makes it. */
function volumes({ sheet }: PricedPool, idleNodes: number, worstNodes: number, surroundings: Surroundings): void {
    sheet.part(() => {
        const reference = sheet.props.at("spec", "template", "spec", "nodeClassRef", "name");
        const nodeClass = surroundings
            .ofType(NODE_CLASS)
            .find(({ props }) => props.at("metadata", "name").knownString === reference.knownString);
        const storage = nodeClass?.props.at("spec", "ephemeralStorage");
        const size = (storage && gibibytes(storage.at("size"))) ?? DEFAULT_VOLUME_GIB;
        const line = (name: string, key: string, each: number): void => {
            if (each > 0) {
                sheet.line(name, "AmazonEBS", key, { idle: idleNodes * each, worst: worstNodes * each });
            }
        };
        const which = worstNodes > 0 ? "at the limit" : "of idle nodes";
        line(`root volumes ${which} (${format(size)} GiB a node)`, "gp3/storage", size);
        line(
            `root volume IOPS above the included ${which}`,
            "gp3/extra-iops",
            ((storage && optionalNumber(storage.at("iops"))) ?? 0) - INCLUDED_IOPS,
        );
        line(
            `root volume throughput above the included ${which}`,
            "gp3/extra-throughput",
            ((storage && optionalNumber(storage.at("throughput"))) ?? 0) - INCLUDED_MIBPS,
        );
    });
}

function format(amount: number): string {
    return String(Number(amount.toFixed(3)));
}
