import { containsSecret, PropertyMap, PropertyValue, reveal, Secret, Unknown, valueAt, isMap } from "../protocol/value";

/** One value that a path leads to, with the path that leads to it and no other. */
export interface Found {
    readonly path: string;
    readonly value: PropertyValue;
    readonly isSecret: boolean;
    /** How a message may show the value: as JSON, or as `[secret]`. */
    readonly shown: string;
}

/** Reads inputs for validation: what is absent or unknown cannot be judged and is passed over. */
export class Inputs {
    public constructor(private readonly map: PropertyMap) {}

    /** True if the input is given, known or not. An empty string counts as not given, as in the provider. */
    public has(path: string): boolean {
        const value = reveal(valueAt(this.map, path) ?? null);
        return value !== null && value !== "";
    }

    /** True if the input is given and not known yet. */
    public isUnknown(path: string): boolean {
        return reveal(valueAt(this.map, path) ?? null) instanceof Unknown;
    }

    /** Every known value at the path; `[]` in it stands for each item of a list (`ingress[].fromPort`), `[0]` for one. */
    public each(path: string): Found[] {
        return find(this.map, path.replaceAll(/\[\d*\]/g, ".$&").split("."), "", false);
    }

    public text(path: string): string | undefined {
        const value = this.known(path);
        return typeof value === "string" ? value : undefined;
    }

    public number(path: string): number | undefined {
        const value = this.known(path);
        return typeof value === "number" ? value : undefined;
    }

    public flag(path: string): boolean | undefined {
        const value = this.known(path);
        return typeof value === "boolean" ? value : undefined;
    }

    private known(path: string): PropertyValue | undefined {
        return this.each(path)[0]?.value;
    }
}

function find(value: PropertyValue | undefined, steps: readonly string[], path: string, secret: boolean): Found[] {
    if (value instanceof Secret) {
        return find(value.value, steps, path, true);
    }
    if (value === undefined || value === null || value instanceof Unknown) {
        return [];
    }
    const [step, ...rest] = steps;
    if (step === undefined) {
        const isSecret = secret || containsSecret(value);
        const plain = reveal(value);
        return [{ path, value: plain, isSecret, shown: isSecret ? "[secret]" : JSON.stringify(plain) }];
    }
    if (step.startsWith("[")) {
        const items = Array.isArray(value) ? value : [];
        return items.flatMap((item, index) =>
            step === "[]" || step === `[${index}]` ? find(item, rest, `${path}[${index}]`, secret) : [],
        );
    }
    const next = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    return find(next, rest, path === "" ? step : `${path}.${step}`, secret);
}
