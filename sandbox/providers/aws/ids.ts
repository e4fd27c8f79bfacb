import { hexOf } from "../protocol/identity";

/**
 * Physical ids of the form `vpc-` + 17 hex digits, as EC2 gives them. The last four digits are a check over the rest:
 * so a run that has not seen a resource (it belongs to another stack, or was not targeted) can still tell an id that
 * the sandbox gave out from one that somebody made up.
 */
const BODY = 13;
const CHECK = 4;

/** The id with this prefix for these words. */
export function makeId(prefix: string, ...words: readonly string[]): string {
    const body = `${prefix}-${hexOf(BODY, prefix, ...words)}`;
    return body + check(body);
}

/** True if the id's check digits show that {@link makeId} made it. */
export function isIssued(id: string): boolean {
    return id.length > CHECK && check(id.slice(0, -CHECK)) === id.slice(-CHECK);
}

function check(body: string): string {
    return hexOf(CHECK, "check", body);
}

/** A UUID-shaped id for these words (version and variant digits as random UUIDs have them). */
export function makeUuid(...words: readonly string[]): string {
    const hex = hexOf(32, "uuid", ...words);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
