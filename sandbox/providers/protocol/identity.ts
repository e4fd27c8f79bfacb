import { createHash } from "node:crypto";

import { ResourceIdentity } from "./service";

/** Type and name from a URN, `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`; a name may itself hold `::`. */
export function identify(urn: string): ResourceIdentity {
    const [, , qualifiedType = "", ...name] = urn.split("::");
    const type = qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1);
    return { urn, type, name: name.join("::") };
}

/** Hexadecimal digits (at most 64) that depend on nothing but the words given. */
export function hexOf(length: number, ...words: readonly string[]): string {
    return createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, length);
}
