/** The moment at which everything in the sandbox was made: a stand-in has no clock, so that runs can be compared. */
export const CREATED_AT = "2026-01-01T00:00:00Z";
