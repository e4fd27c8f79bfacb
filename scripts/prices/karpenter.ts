/** On-demand prices of one region, as Karpenter's AWS provider publishes them in its Go source. */
export interface KarpenterPrices {
    /** Day on which the Karpenter project generated the list from AWS's price list (ISO date). */
    generated: string;
    /** US dollars per hour by instance type, on-demand Linux. */
    prices: ReadonlyMap<string, number>;
}

/**
 * Reads `pkg/providers/pricing/zz_generated.pricing_aws.go` of github.com/aws/karpenter-provider-aws.
 *
 * @throws Error when the file no longer has the form that is understood here: better no table than half of one.
 */
export function parseKarpenterPrices(source: string, region: string): KarpenterPrices {
    const generated = /^\/\/ generated at (\d{4}-\d{2}-\d{2})T/m.exec(source)?.[1];
    if (generated === undefined) {
        throw new Error("Karpenter's price file has no line `// generated at DATE`; its form has changed.");
    }
    const start = source.indexOf(`"${region}": {`);
    const end = source.indexOf("\n\t},", start);
    if (start < 0 || end < 0) {
        throw new Error(`Karpenter's price file has no block for region ${region}.`);
    }
    const prices = new Map<string, number>();
    for (const [, type, usd] of source.slice(start, end).matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)": ([0-9.]+)/g)) {
        if (type !== undefined && usd !== undefined) {
            prices.set(type, Number(usd));
        }
    }
    if (prices.size === 0) {
        throw new Error(`Karpenter's price file lists no price for region ${region}.`);
    }
    return { generated, prices };
}

/**
 * Whether the table keeps this type: general, compute and memory families from the sixth generation on, and the
 * burstable t3 and t4g. EKS Auto Mode runs no bare metal, and types that nobody would allow make the file long.
 */
export function isListed(instanceType: string): boolean {
    return /^(?:[cmr][6-9][a-z]*(?:-flex)?|t3|t4g)\.(?!metal)/.test(instanceType);
}
