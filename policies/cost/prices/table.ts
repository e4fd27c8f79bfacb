import usEast1 from "./us-east-1.json";
import usEast1Ec2 from "./us-east-1.ec2.json";

/** How well a price is supported: by copies of two owners, by one, or computed from another price by a known ratio. */
export type Confidence = "two sources" | "one source" | "derived";

/** Where a price was read. All of them go back to AWS's price list; none is an AWS publication. */
export interface PriceSource {
    readonly publisher: string;
    readonly citation: string;
    /** Day that the data stand for (ISO date); absent if the source does not say. */
    readonly asOf?: string;
}

/** Size of an EC2 instance type. */
export interface InstanceSize {
    readonly vcpu: number;
    readonly memoryGiB: number;
    readonly architecture: "amd64" | "arm64";
}

/** One list price, on demand, in US dollars for one unit. */
export interface Price {
    /** AWS's name of the service in its price list, such as `AmazonRDS`. */
    readonly service: string;
    /** Our name of the price within the service, such as `db.t4g.medium/postgres/multi-az`. */
    readonly key: string;
    /** What `usd` buys: `hour`, `GB-month`, `key-month`, … A unit that ends in `hour` is billed by the hour. */
    readonly unit: string;
    readonly usd: number;
    /** Newest day on which a source showed this price (ISO date). */
    readonly asOf: string;
    /** Keys of the table's `sources`, the newest first. */
    readonly sources: readonly string[];
    readonly sku?: string;
    readonly confidence: Confidence;
    readonly note?: string;
    /** Only on EC2 prices, whose key is the instance type. */
    readonly instance?: InstanceSize;
}

/** A price that is a fixed share of another one, for keys that have no row of their own. */
interface Ratio extends Omit<Price, "key" | "unit" | "usd" | "sku" | "instance"> {
    readonly keyPrefix: string;
    readonly ofService: string;
    readonly ratio: number;
    readonly decimals: number;
}

/** The form of a price file; policies/cost/prices/price-table.schema.json is its schema, which a test checks. */
export interface PriceFile {
    readonly region: string;
    readonly sources: Readonly<Record<string, PriceSource>>;
    readonly ratios?: readonly Ratio[];
    readonly prices: readonly Price[];
}

/** The prices of one region. */
export interface PriceTable {
    readonly region: string;
    /** The price, or undefined if no source was found for it: then it is unknown, and never $0. */
    price(service: string, key: string): Price | undefined;
    /** The source that a message names: publisher and day. */
    source(price: Price): string;
}

/** Makes one table of the files of a region. */
export function priceTable(region: string, files: readonly PriceFile[]): PriceTable {
    const prices = new Map(
        files.flatMap((file) => file.prices).map((price) => [`${price.service} ${price.key}`, price]),
    );
    const sources = new Map(files.flatMap((file) => Object.entries(file.sources)));
    const ratios = files.flatMap((file) => file.ratios ?? []);
    const derived = (service: string, key: string): Price | undefined => {
        const rule = ratios.find((ratio) => ratio.service === service && key.startsWith(ratio.keyPrefix));
        const base = rule && prices.get(`${rule.ofService} ${key.slice(rule.keyPrefix.length)}`);
        return rule && base
            ? {
                  service,
                  key,
                  unit: base.unit,
                  usd: Number((base.usd * rule.ratio).toFixed(rule.decimals)),
                  asOf: rule.asOf < base.asOf ? rule.asOf : base.asOf,
                  sources: rule.sources,
                  confidence: "derived",
                  note: `${rule.ratio} of the ${base.service} price ${base.usd}. ${rule.note}`,
              }
            : undefined;
    };
    return {
        region,
        price: (service, key) => prices.get(`${service} ${key}`) ?? derived(service, key),
        source: (price) => {
            const publisher = sources.get(price.sources[0] ?? "")?.publisher ?? "source not listed";
            return price.confidence === "derived" ? `derived from ${publisher}` : publisher;
        },
    };
}

/** Imported, not read from disk: so a bundle of the pack holds them. A test holds each to the schema. */
const FILES: Readonly<Record<string, readonly unknown[]>> = { "us-east-1": [usEast1, usEast1Ec2] };

const tables = new Map(
    Object.entries(FILES).map(([region, files]) => [region, priceTable(region, files as readonly PriceFile[])]),
);

/**
 * The project's own table for a region, or undefined if there is none: every price of that region is then unknown.
 *
 * @param region an AWS region such as `us-east-1`
 */
export function loadPriceTable(region: string): PriceTable | undefined {
    return tables.get(region);
}
