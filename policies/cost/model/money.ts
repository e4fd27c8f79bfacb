/** AWS's own convention for a month: 365 × 24 / 12 hours. */
export const HOURS_PER_MONTH = 730;

/**
 * An amount of US dollars as a whole number of millionths. Sums of whole numbers are exact, so a total is always the
 * sum of its lines; only the display rounds, to cents.
 */
export type MicroUsd = number;

const MICRO = 1_000_000;

/** The figures that every estimate has; one more ("expected", from usage figures) only needs a name here. */
export const FIGURES = ["idle", "worst"] as const;

/**
 * `idle`: nothing to do, every autoscaler at its minimum. `worst`: every autoscaler and NodePool at its hard limit,
 * spot capacity at the on-demand price. Neither holds what usage costs (requests, gigabytes moved): see `usageBased`.
 */
export type Figure = (typeof FIGURES)[number];

/** One value for each figure. */
export type Figures<T> = Readonly<Record<Figure, T>>;

/** Monthly amounts. */
export type MonthlyFigures = Figures<MicroUsd>;

/** The same value in every figure. */
export function always<T>(value: T): Figures<T> {
    return { idle: value, worst: value };
}

/** No money. */
export const NOTHING: MonthlyFigures = always(0);

/** An amount in dollars, to the nearest millionth. */
export function microUsd(dollars: number): MicroUsd {
    return Math.round(dollars * MICRO);
}

/** An amount in dollars, for arithmetic against limits that are given in dollars. */
export function toUsd(amount: MicroUsd): number {
    return amount / MICRO;
}

/** Figure by figure. */
export function sum(amounts: Iterable<MonthlyFigures>): MonthlyFigures {
    let idle = 0;
    let worst = 0;
    for (const amount of amounts) {
        idle += amount.idle;
        worst += amount.worst;
    }
    return { idle, worst };
}

const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** The amount as people read it, rounded to cents: `$1,234.56`. */
export function formatMonthlyUsd(amount: MicroUsd): string {
    return DOLLARS.format(toUsd(amount));
}

/** A unit price with all its digits: `$0.0816`. */
export function formatUnitPrice(usd: number): string {
    return `$${String(Number(usd.toFixed(6)))}`;
}
