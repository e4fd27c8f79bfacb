import { loadPriceTable, HOURS_PER_MONTH, formatMonthlyUsd, microUsd } from "../model";

/** The region whose prices messages quote where a resource's own region is not known. */
const QUOTED_REGION = "us-east-1";

/**
 * The arithmetic of a list price for a message, such as
 * `1 × $0.045 × 730 h = $32.85 a month (us-east-1, 2026-10-07, John-Almos/CommitCost)`.
 *
 * @throws Error if the price is not in the table: a message must not quote a price that nobody sourced
 */
export function quotePrice(service: string, key: string, quantity = 1): string {
    const table = loadPriceTable(QUOTED_REGION);
    const price = table?.price(service, key);
    if (table === undefined || price === undefined) {
        throw new Error(`No price ${service} ${key} for ${QUOTED_REGION} to quote in a message.`);
    }
    const hours = price.unit.endsWith("hour") ? HOURS_PER_MONTH : 1;
    const factors = [String(quantity), `$${price.usd}`, ...(hours === 1 ? [] : [`${hours} h`])].join(" × ");
    const monthly = formatMonthlyUsd(microUsd(quantity * price.usd * hours));
    return `${factors} = ${monthly} a month (${table.region}, ${price.asOf}, ${table.source(price)})`;
}
