import { isIPv4, isIPv6 } from "node:net";

import { PropertyValue } from "../protocol/value";
import { Found, Inputs } from "./inputs";

/** Says what is wrong with an input; the path leads to it. */
export type Report = (path: string, reason: string) => void;

/** One thing that the provider checks before it calls AWS. Absent and unknown inputs are passed over. */
export type Rule = (inputs: Inputs, report: Report) => void;

function eachText(path: string, judge: (text: string, found: Found) => string | undefined): Rule {
    return (inputs, report) => {
        for (const found of inputs.each(path)) {
            const reason = typeof found.value === "string" ? judge(found.value, found) : undefined;
            if (reason !== undefined) {
                report(found.path, reason);
            }
        }
    };
}

/** The value is one of these. */
export function oneOf(path: string, values: readonly PropertyValue[]): Rule {
    return (inputs, report) => {
        for (const found of inputs.each(path)) {
            if (!values.includes(found.value)) {
                report(found.path, `expected one of ${JSON.stringify(values)}, got ${found.shown}`);
            }
        }
    };
}

/** The text has this form; `form` says so in words. */
export function matches(path: string, pattern: RegExp, form: string): Rule {
    return eachText(path, (text, { shown }) => (pattern.test(text) ? undefined : `${form}; got ${shown}`));
}

/** The text is that long (in characters, both ends included). */
export function length(path: string, min: number, max: number): Rule {
    return eachText(path, (text, { isSecret }) =>
        text.length >= min && text.length <= max
            ? undefined
            : `expected a length in the range (${min} - ${max})${isSecret ? "" : `, got one of ${text.length}`}`,
    );
}

/** The number lies between these, both included. */
export function between(path: string, min: number, max: number): Rule {
    return (inputs, report) => {
        for (const { path: at, value, shown } of inputs.each(path)) {
            if (typeof value === "number" && (value < min || value > max || !Number.isInteger(value))) {
                report(at, `expected a whole number in the range (${min} - ${max}), got ${shown}`);
            }
        }
    };
}

/** An IPv4 network in CIDR notation whose address is the network's own, of a size that AWS takes here. */
export function ipv4Network(path: string, minLength = 0, maxLength = 32): Rule {
    return eachText(path, (text, { shown }) => {
        const network = parseCidr(text);
        if (network === undefined) {
            return `${shown} is not a valid IPv4 CIDR block`;
        }
        if (network.base !== network.address) {
            return `${shown} is not a valid IPv4 CIDR block; did you mean "${formatIpv4(network.base)}/${network.bits}"?`;
        }
        return network.bits < minLength || network.bits > maxLength
            ? `expected a prefix length between /${minLength} and /${maxLength}, got ${shown}`
            : undefined;
    });
}

/** An IPv6 network in CIDR notation. */
export function ipv6Network(path: string): Rule {
    return eachText(path, (text, { shown }) => {
        const [address = "", bits = ""] = text.split("/");
        return isIPv6(address) && /^\d{1,3}$/.test(bits) && Number(bits) <= 128
            ? undefined
            : `${shown} is not a valid IPv6 CIDR block`;
    });
}

/** An ARN; its partition, service, region and account in their form. */
export function arn(path: string): Rule {
    return eachText(path, (text, { shown }) =>
        text === "" || /^arn:[\w-]+:[\w-]+:[a-z0-9-]*:(\d{12}|aws(-managed)?)?:.+$/.test(text)
            ? undefined
            : `${shown} is an invalid ARN: expected arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`,
    );
}

/** A JSON document. */
export function json(path: string): Rule {
    return eachText(path, (text) => {
        const parsed = parseJson(text);
        return parsed.error === undefined ? undefined : `contains an invalid JSON: ${parsed.error}`;
    });
}

/** At most one of these inputs is given. */
export function conflicts(...paths: readonly string[]): Rule {
    return (inputs, report) => {
        const [first, second] = paths.filter((path) => inputs.has(path));
        if (first !== undefined && second !== undefined) {
            report(first, `conflicts with ${second}: give one of them`);
        }
    };
}

/** Exactly one of these inputs is given. */
export function exactlyOne(...paths: readonly string[]): Rule {
    return (inputs, report) => {
        const given = paths.filter((path) => inputs.has(path));
        if (given.length !== 1) {
            const got = given.length === 0 ? "none" : given.join(" and ");
            report(paths[0] ?? "", `exactly one of ${paths.join(", ")} must be specified, got ${got}`);
        }
    };
}

/** Whoever gives this input gives the others too. */
export function requires(path: string, ...others: readonly string[]): Rule {
    return (inputs, report) => {
        const missing = others.filter((other) => !inputs.has(other));
        if (inputs.has(path) && missing.length > 0) {
            report(path, `all of ${[path, ...others].join(", ")} must be specified, missing ${missing.join(", ")}`);
        }
    };
}

/** The condition, which sees all inputs, must not hold. */
export function not(path: string, reason: string, condition: (inputs: Inputs) => boolean): Rule {
    return (inputs, report) => {
        if (condition(inputs)) {
            report(path, reason);
        }
    };
}

/** A network in CIDR notation; addresses as numbers. */
export interface Network {
    readonly address: number;
    readonly base: number;
    readonly last: number;
    readonly bits: number;
}

/** Reads `10.0.0.0/16`; undefined if it is not IPv4 CIDR notation. */
export function parseCidr(text: string): Network | undefined {
    const [address = "", bits = "", ...rest] = text.split("/");
    if (!isIPv4(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 || rest.length > 0) {
        return undefined;
    }
    const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const size = 2 ** (32 - Number(bits));
    const base = value - (value % size);
    return { address: value, base, last: base + size - 1, bits: Number(bits) };
}

/** Dotted notation of an address. */
export function formatIpv4(value: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** Parses JSON without throwing. */
export function parseJson(text: string): { readonly value?: unknown; readonly error?: string } {
    try {
        return { value: JSON.parse(text) as unknown };
    } catch (error) {
        // The parser's message quotes the text, which may be secret: only the fact is passed on.
        return { error: error instanceof SyntaxError ? "it cannot be parsed" : String(error) };
    }
}
