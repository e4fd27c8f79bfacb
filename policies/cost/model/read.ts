import { UnjudgedSignal } from "../../kit/value";
import type { Value } from "../../kit/value";

/** Memory and storage units of Kubernetes quantities, in bytes. */
const UNITS: Readonly<Record<string, number>> = {
    "": 1,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
};

const GIB = 2 ** 30;

function refuse(value: Value, wanted: string): never {
    throw new UnjudgedSignal({ path: value.path, reason: `not ${wanted}, so its cost cannot be computed` });
}

/** The number, or undefined if absent. @throws UnjudgedSignal if unknown or no number */
export function optionalNumber(value: Value): number | undefined {
    const raw = value.read();
    if (raw === undefined || (typeof raw === "number" && Number.isFinite(raw))) {
        return raw;
    }
    return refuse(value, "a number");
}

/** The text, or undefined if absent. @throws UnjudgedSignal if unknown or no text */
export function optionalString(value: Value): string | undefined {
    const raw = value.read();
    return raw === undefined || typeof raw === "string" ? raw : refuse(value, "a text");
}

/** The switch; false if absent. @throws UnjudgedSignal if unknown or no boolean */
export function flag(value: Value): boolean {
    const raw = value.read();
    return raw === undefined || typeof raw === "boolean" ? (raw ?? false) : refuse(value, "true or false");
}

/** How many elements a list has, even if the elements are not known; 0 if absent. @throws UnjudgedSignal if unknown */
export function count(value: Value): number {
    const raw = value.read();
    if (raw === undefined) {
        return 0;
    }
    return Array.isArray(raw) ? raw.length : refuse(value, "a list");
}

/** The list's texts. @throws UnjudgedSignal if the list or an element is unknown */
export function strings(value: Value): string[] {
    return Array.from({ length: count(value) }, (_, index) => optionalString(value.at(index)) ?? "");
}

/** A Kubernetes CPU quantity in vCPU: `500m` is 0.5. Undefined if absent. */
export function cpu(value: Value): number | undefined {
    const raw = quantityText(value);
    if (raw === undefined) {
        return undefined;
    }
    const [, amount, unit] = /^([0-9.]+)(m?)$/.exec(raw) ?? [];
    return amount === undefined ? refuse(value, "a CPU quantity") : Number(amount) / (unit === "m" ? 1000 : 1);
}

/** A Kubernetes memory or storage quantity in GiB: `512Mi` is 0.5. Undefined if absent. */
export function gibibytes(value: Value): number | undefined {
    const raw = quantityText(value);
    if (raw === undefined) {
        return undefined;
    }
    const [, amount, unit] = /^([0-9.]+)([a-zA-Z]*)$/.exec(raw) ?? [];
    const factor = UNITS[unit ?? ""];
    return amount === undefined || factor === undefined ? refuse(value, "a quantity") : (Number(amount) * factor) / GIB;
}

function quantityText(value: Value): string | undefined {
    const raw = value.read();
    if (raw === undefined || typeof raw === "string") {
        return raw;
    }
    return typeof raw === "number" ? String(raw) : refuse(value, "a quantity");
}
