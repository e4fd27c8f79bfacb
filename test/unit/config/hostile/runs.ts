/**
 * How many random stacks are tried, and from which seed on. By default both are fixed, so that a commit has one verdict
 * whenever its tests run; NUM_RUNS and SEED (a number, or `random`) set others. A failure prints its seed.
 */
export const RUNS = wholeNumber("NUM_RUNS", 2000);
const seed = process.env.SEED === "random" ? {} : { seed: wholeNumber("SEED", 20_260_101) };

function wholeNumber(name: string, otherwise: number): number {
    const value = Number(process.env[name] ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0`);
    return value;
}

/** Settings for fast-check: this share of all random stacks. */
export function share(part: number): { numRuns: number; seed?: number } {
    return { numRuns: Math.ceil(RUNS * part), ...seed };
}
