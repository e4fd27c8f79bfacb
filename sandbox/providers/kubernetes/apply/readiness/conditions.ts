import { JSONPath } from "jsonpath-plus";

import { ProviderError } from "../../../protocol/service";
import { PropertyMap } from "../../../protocol/value";
import { wish } from "../annotations";
import { conditionOf, holds, numberAt, textAt } from "../live";
import { Readiness, READY, Verdict, waiting } from "./verdict";

/** A kind whose objects are served once they are established: its own objects can be made then. */
export const definition: Readiness = {
    judge: (live) => {
        const refused = conditionOf(live, "NamesAccepted");
        return holds(live, "Established")
            ? READY
            : waiting(textAt(refused, "message") || "the CustomResourceDefinition is not established yet");
    },
};

/** One wish of the annotation `pulumi.com/waitFor`. */
type Test = (live: PropertyMap) => boolean;

/**
 * What the annotation `pulumi.com/waitFor` asks for: `condition=TYPE[=STATUS]`, `jsonpath=PATH[=VALUE]` as kubectl's
 * `wait --for` has them, or a JSON list of these that must all hold.
 *
 * @returns undefined where the annotation is absent
 * @throws ProviderError if it is none of these
 */
export function wishedReadiness(inputs: PropertyMap): Readiness | undefined {
    const text = wish(inputs, "waitFor");
    if (text === "") {
        return undefined;
    }
    const tests = partsOf(text).map((part) => [part, testOf(part)] as const);
    return {
        judge: (live): Verdict => {
            const open = tests.filter(([, test]) => !test(live)).map(([part]) => `Waiting for ${part}`);
            return open.length === 0 ? READY : waiting(...open);
        },
    };
}

function partsOf(text: string): readonly string[] {
    if (!text.trim().startsWith("[")) {
        return [text];
    }
    try {
        const list: unknown = JSON.parse(text);
        if (Array.isArray(list) && list.length > 0 && list.every((part) => typeof part === "string")) {
            return list;
        }
    } catch {
        // Told below, with what is allowed.
    }
    throw malformed(text);
}

function malformed(text: string): ProviderError {
    return new ProviderError(
        `the annotation pulumi.com/waitFor says ${JSON.stringify(text)}: it must be "condition=TYPE", "condition=TYPE=STATUS", ` +
            '"jsonpath={.path}", "jsonpath={.path}=VALUE", or a JSON list of these',
    );
}

function testOf(part: string): Test {
    const [, form, rest = ""] = /^(condition|jsonpath)=(.+)$/s.exec(part.trim()) ?? [];
    if (form === "condition") {
        const [type = "", status = "True"] = rest.split("=", 2);
        return (live) =>
            isCurrent(live, type) && textAt(conditionOf(live, type), "status").toLowerCase() === status.toLowerCase();
    }
    const [, braced, bare, value] = /^(?:\{(.+)\}|([^={}]+))(?:=(.+))?$/s.exec(rest) ?? [];
    const path = (braced ?? bare)?.trim().replace(/^\$/, "");
    if (form !== "jsonpath" || path === undefined) {
        throw malformed(part);
    }
    const wanted = value?.replace(/^(['"])(.*)\1$/s, "$2");
    const absolute = `$${path.startsWith(".") ? "" : "."}${path}`;
    return (live) => {
        const found = query(absolute, live, part);
        return wanted === undefined ? found.length > 0 : found.some((item) => spelled(item) === wanted);
    };
}

/** False for a condition that speaks of an older spec than the one that is there now. */
function isCurrent(live: PropertyMap, type: string): boolean {
    const seen =
        numberAt(conditionOf(live, type), "observedGeneration") ?? numberAt(live, "status", "observedGeneration");
    const generation = numberAt(live, "metadata", "generation");
    return seen === undefined || generation === undefined || seen >= generation;
}

function query(path: string, json: PropertyMap, part: string): unknown[] {
    try {
        const found: unknown = JSONPath({ path, json, wrap: true, eval: "safe" });
        return Array.isArray(found) ? found : [];
    } catch {
        throw malformed(part);
    }
}

function spelled(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}
