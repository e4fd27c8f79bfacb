import type { PriceTable } from "../prices/table";
import { NOTHING, sum } from "./money";
import type { Figure, MonthlyFigures } from "./money";
import { replicationGroup } from "./services/cache";
import { instance } from "./services/database";
import { cluster } from "./services/eks";
import { kmsKey, secret } from "./services/keys";
import { edge, elasticIp, loadBalancer, natGateway, service, vpcEndpoint } from "./services/network";
import { NODE_POOL, nodePools } from "./services/node-pools";
import { persistentVolumeClaim, statefulSet, volume } from "./services/storage";
import { isFree, USAGE_BASED } from "./services/unpriced";
import { Sheet } from "./sheet";
import { Surroundings } from "./surroundings";
import { regionsIn } from "./region";
import type { Estimate, PricedResource, ResourceEstimate } from "./types";

type Pricer = (sheet: Sheet, surroundings: Surroundings, date: string) => void;

/** What each priced type costs; see the file of its service. NodePools are priced together, after the others. */
const PRICERS: Readonly<Record<string, Pricer>> = {
    "aws:eks/cluster:Cluster": (sheet, _surroundings, date) => {
        cluster(sheet, date);
    },
    "aws:rds/instance:Instance": instance,
    "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroup,
    "aws:ec2/natGateway:NatGateway": natGateway,
    "aws:ec2/eip:Eip": elasticIp,
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
    "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
    "aws:kms/key:Key": kmsKey,
    "aws:kms/replicaKey:ReplicaKey": kmsKey,
    "aws:secretsmanager/secret:Secret": secret,
    "aws:ebs/volume:Volume": volume,
    "kubernetes:core/v1:Service": service,
    "kubernetes:core/v1:PersistentVolumeClaim": persistentVolumeClaim,
    "kubernetes:apps/v1:StatefulSet": statefulSet,
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": edge,
    "kubernetes:networking.k8s.io/v1:Ingress": edge,
};

/** Today, as an ISO date in UTC, which is how AWS counts days of support. */
export function today(): string {
    return new Date().toISOString().slice(0, "2026-01-01".length);
}

/** Circumstances of an estimate. */
export interface EstimateOptions {
    /** Day to judge Kubernetes versions on (ISO date). Default: today. */
    readonly date?: string;
}

/** The table of a region, or undefined if there is none: `loadPriceTable`, or a test's own. */
export type PriceTables = (region: string) => PriceTable | undefined;

/**
 * What these resources cost in a month of 730 hours.
 *
 * Nothing is free by default: a type that no list knows, a price that no source gave and an autoscaler without a limit
 * are findings, a value that a preview does not know is not evaluated, and what follows usage is listed apart. The
 * totals are then lower bounds, and whoever judges them must look at those lists too.
 */
export function estimate(
    resources: readonly PricedResource[],
    tables: PriceTables | PriceTable,
    options: EstimateOptions = {},
): Estimate {
    const tableOf: PriceTables =
        typeof tables === "function" ? tables : (region) => (region === tables.region ? tables : undefined);
    const date = options.date ?? today();
    const surroundings = new Surroundings(resources);
    const regionOf = regionsIn(resources);
    const sheets = resources.map((resource) => {
        const region = regionOf(resource);
        return new Sheet(resource, region === undefined ? undefined : tableOf(region), region);
    });
    for (const sheet of sheets) {
        price(sheet, surroundings, date);
    }
    nodePools(
        sheets.filter((sheet) => sheet.resource.type === NODE_POOL),
        surroundings,
    );
    const priced = sheets
        .filter((sheet) => sheet.components.length > 0)
        .map(resourceEstimate)
        .sort((a, b) => b.monthly.worst - a.monthly.worst || b.monthly.idle - a.monthly.idle);
    return {
        date,
        resources: priced,
        byComponent: byComponent(priced),
        total: sum(priced.map((resource) => resource.monthly)),
        findings: sheets.flatMap((sheet) => sheet.findings),
        notEvaluated: sheets.flatMap((sheet) => sheet.notEvaluated),
        usageBased: sheets.flatMap((sheet) => sheet.usageBased),
    };
}

function price(sheet: Sheet, surroundings: Surroundings, date: string): void {
    const { type } = sheet.resource;
    const pricer = PRICERS[type];
    const usage = USAGE_BASED[type];
    if (pricer !== undefined) {
        pricer(sheet, surroundings, date);
    } else if (usage !== undefined) {
        sheet.usage(...usage);
    } else if (type !== NODE_POOL && !isFree(type)) {
        sheet.unknownPrice(
            `nothing is known about the cost of type ${type}`,
            "Price it in policies/cost/model/services/, or list it there as free or as usage-based.",
        );
    }
}

function resourceEstimate({ resource, components }: Sheet): ResourceEstimate {
    return {
        urn: resource.urn,
        type: resource.type,
        name: resource.name,
        component: componentOf(resource.urn),
        components,
        monthly: sum(components.map((component) => component.monthly)),
    };
}

/** `Network` for a resource below `leanvibe:platform:Network`; `other` for one in no such component. */
export function componentOf(urn: string): string {
    const types = urn.split("::")[2] ?? "";
    return /(?:^|\$)leanvibe:platform:(\w+)/.exec(types)?.[1] ?? "other";
}

function byComponent(resources: readonly ResourceEstimate[]): Record<string, MonthlyFigures> {
    const groups: Record<string, MonthlyFigures> = {};
    for (const { component, monthly } of resources) {
        groups[component] = sum([groups[component] ?? NOTHING, monthly]);
    }
    return Object.fromEntries(Object.entries(groups).sort(([, a], [, b]) => b.worst - a.worst));
}

/** The resources that cost most in a figure, the dearest first. */
export function dearest(result: Estimate, figure: Figure, howMany: number): ResourceEstimate[] {
    return [...result.resources]
        .sort((a, b) => b.monthly[figure] - a.monthly[figure])
        .filter((resource) => resource.monthly[figure] > 0)
        .slice(0, howMany);
}
