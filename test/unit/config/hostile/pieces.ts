/** What random stacks are put together from. */
import fc from "fast-check";

/** One of these. */
export const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** A whole number; often one of the limits themselves, where rules differ from one another. */
export const whole = (min: number, max: number): fc.Arbitrary<number> =>
    fc.oneof(pick([min, max]), fc.integer({ min, max }));

/** One of a text's characters. */
export const characters = (text: string): fc.Arbitrary<string> => pick(Array.from(text));
