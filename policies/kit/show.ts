import type { State } from "./value";

/** Longest text that a message quotes from a resource, in characters. */
const LONGEST_QUOTE = 100;

/**
 * Names of properties whose values may be secret. The engine hands secrets to a policy in plain text and unmarked, so
 * a message must decide by name what it may quote.
 */
const SECRET_NAME =
    /password|passwd|secret|token|credential|private_?key|access_?key|auth|userdata|\bdata\b|stringData|\benv\b/i;

/**
 * The value as a message may show it: numbers, booleans and short texts as they are, an object by its keys alone, and
 * nothing at all below a name that may hold a secret.
 *
 * @param state what is known of the value
 * @param path where it is
 */
export function show(state: State, path: string): string {
    if (state.kind === "absent") {
        return "is not set";
    }
    if (state.kind === "unknown") {
        return `is ${state.reason}`;
    }
    if (typeof state.value === "boolean" || typeof state.value === "number") {
        return `is ${String(state.value)}`;
    }
    return SECRET_NAME.test(path) ? "is set (value hidden)" : `is ${quote(state.value)}`;
}

function quote(value: unknown): string {
    if (typeof value === "string") {
        return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
    }
    if (Array.isArray(value)) {
        // By length and index alone: iterating the SDK's proxy over an unknown element would throw.
        return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
    }
    if (typeof value === "object" && value !== null) {
        return `an object with ${Object.keys(value).join(", ") || "no keys"}`;
    }
    return String(value);
}
