import { UnjudgedSignal, Value } from "../../kit/value";
import type { Price, PriceTable } from "../prices/table";
import { always, HOURS_PER_MONTH, microUsd } from "./money";
import type { Figures } from "./money";
import type { CostComponent, CostFinding, FindingKind, NotEvaluated, PricedResource, UsageBased } from "./types";

/** What to do about what is missing; the end of many findings. */
const ADD_PRICE = "Add the price with its source to policies/cost/prices/, or choose something that is priced.";
const ADD_TABLE = "Add a table of that region to policies/cost/prices/, or deploy to a region that has one.";

/**
 * The cost sheet of one resource: a service's file writes lines on it. Whatever cannot be priced ends on the sheet as
 * a finding or as not evaluated; there is no way to write a line without a price.
 */
export class Sheet {
    readonly components: CostComponent[] = [];
    readonly findings: CostFinding[] = [];
    readonly notEvaluated: NotEvaluated[] = [];
    readonly usageBased: UsageBased[] = [];

    /** The resource's properties; reading an unknown one ends the `part` that reads it. */
    readonly props: Value;

    constructor(
        readonly resource: PricedResource,
        /** Prices of the resource's region; undefined if the region has no table or is not known. */
        readonly table: PriceTable | undefined,
        private readonly region: string | undefined,
    ) {
        this.props = Value.of(resource.props);
    }

    /** Runs one independent part of a resource's cost; a value that is not known costs that part only. */
    part(write: () => void): void {
        try {
            write();
        } catch (error) {
            if (!(error instanceof UnjudgedSignal)) {
                throw error;
            }
            this.notEvaluated.push({ urn: this.resource.urn, ...error.unjudged });
        }
    }

    /** The price, or undefined after a finding that says what is missing. */
    price(service: string, key: string): Price | undefined {
        const price = this.table?.price(service, key);
        if (this.region === undefined) {
            this.unknownPrice(
                `${service} ${key}: the region is not known`,
                "Set the region of the AWS provider; where a stack has several, each resource must name its own.",
            );
        } else if (this.table === undefined) {
            this.unknownPrice(`${service} ${key}: there is no price table for region ${this.region}`, ADD_TABLE);
        } else if (price === undefined) {
            this.unknownPrice(`${service} ${key}: no price in the table of ${this.table.region}`);
        }
        return price;
    }

    /**
     * Writes a line at a price of the table.
     *
     * @param quantity in the price's unit, at one point in time for what is billed by the hour
     */
    line(name: string, service: string, key: string, quantity: number | Figures<number> = 1): void {
        const price = this.price(service, key);
        if (price !== undefined) {
            this.lineAt(name, price, quantity);
        }
    }

    /** Writes a line at a given price, such as a price per vCPU that a service's file computed from the table. */
    lineAt(name: string, price: Price, quantity: number | Figures<number>): void {
        const counts = typeof quantity === "number" ? always(quantity) : quantity;
        const perMonth = price.unit.endsWith("hour") ? HOURS_PER_MONTH : 1;
        this.components.push({
            name,
            unit: price.unit,
            usd: price.usd,
            perMonth,
            quantity: counts,
            monthly: {
                idle: microUsd(counts.idle * price.usd * perMonth),
                worst: microUsd(counts.worst * price.usd * perMonth),
            },
            asOf: price.asOf,
            source: this.table?.source(price) ?? "",
            confidence: price.confidence,
        });
    }

    /** Names a cost that follows usage, and so is in no figure. */
    usage(...what: readonly string[]): void {
        this.usageBased.push(...what.map((text) => ({ urn: this.resource.urn, what: text })));
    }

    unknownPrice(message: string, remedy: string = ADD_PRICE): void {
        this.finding("unknown-price", message, remedy);
    }

    finding(kind: FindingKind, message: string, remedy: string): void {
        this.findings.push({ kind, urn: this.resource.urn, message, remedy });
    }
}
