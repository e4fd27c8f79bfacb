import type { Figures } from "./model";

/** What a stack may cost in a month, in US dollars, by figure. */
export type MonthlyLimit = Figures<number>;

/** Limits by the stack's name; `default` holds for every stack that is not named. */
export type MonthlyLimits = Readonly<Record<string, MonthlyLimit>>;

/** The name under which `MonthlyLimits` keeps the limit of all other stacks. */
export const OTHER_STACKS = "default";

/**
 * The limits that hold unless the pack's configuration gives others. Each is what the stack's own configuration was
 * measured to cost, with about a fifth more for growth (the pack's README has the figures); a stack of another
 * name, such as a preview of a pull request, gets what dev gets.
 */
export const DEFAULT_LIMITS: MonthlyLimits = {
    dev: { idle: 300, worst: 950 },
    staging: { idle: 450, worst: 1800 },
    prod: { idle: 1050, worst: 3100 },
    [OTHER_STACKS]: { idle: 300, worst: 950 },
};

/**
 * The limit of a stack: given for its name, else built in for its name, else given or built in for other stacks.
 *
 * @param given limits of the pack's configuration; a stack named there replaces the built-in one as a whole
 */
export function limitOf(stack: string, given: MonthlyLimits): MonthlyLimit {
    const limits: Readonly<Record<string, MonthlyLimit | undefined>> = { ...DEFAULT_LIMITS, ...given };
    const limit = limits[stack] ?? limits[OTHER_STACKS];
    if (limit === undefined) {
        throw new Error(`No monthly limit for stack '${stack}', and none for '${OTHER_STACKS}'.`);
    }
    return limit;
}
