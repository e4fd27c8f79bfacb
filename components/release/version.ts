/** Which version a colour has, in one word. Pure. */
import { createHash } from "node:crypto";
import type { Colour } from "../application/plan";
import type { ReleaseConfig } from "../config";

/** The images of one colour: a tag, and digests where they are pinned. */
export type Version = ReleaseConfig["blue"];

/** The colour that is not this one. */
export function otherColour(colour: Colour): Colour {
    return colour === "blue" ? "green" : "blue";
}

/** The first digits of a text's SHA-256: short enough for a name, long enough that two never meet. */
export function shortHash(text: string, digits: number): string {
    return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/**
 * The version's identity: its tag, and behind it a hash of the digests where there are any, so that an image that was rebuilt
 * under an old tag is another version. It is a key of the ledger, so it has letters, digits and `-._` only.
 */
export function identityOf({ tag, digests }: Version): string {
    const pinned = [digests.api, digests.worker, digests.frontend];
    return pinned.every((digest) => digest === "") ? tag : `${tag}-${shortHash(pinned.join(","), 8)}`;
}
