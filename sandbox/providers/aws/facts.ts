import { hexOf } from "../protocol/identity";
import { isSecretAt, PropertyMap, PropertyValue, revealMap, Unknown, valueAt } from "../protocol/value";
import { Facts } from "./definition";
import { Environment } from "./environment";
import { makeId } from "./ids";

/** Facts about one resource for the functions of its definition. */
export class ResourceFacts implements Facts {
    private reads = new Set<string>();
    private readonly inputs: PropertyMap;

    /**
     * @param marked the inputs with their secret marks
     * @param id empty while the id itself is being made
     * @param seed what the made-up digits hang on: the same seed gives the same digits
     */
    public constructor(
        public readonly urn: string,
        public readonly id: string,
        private readonly environment: Environment,
        private readonly marked: PropertyMap,
        private readonly seed: string = id,
    ) {
        this.inputs = revealMap(marked);
    }

    public get region(): string {
        return this.text("region") || this.environment.region;
    }

    public get defaultTags(): PropertyMap {
        return this.environment.defaultTags;
    }

    /** What a function makes of these facts, and the paths of the inputs that it asked for. */
    public watch<Made>(make: (facts: Facts) => Made): { readonly value: Made; readonly reads: readonly string[] } {
        this.reads = new Set();
        return { value: make(this), reads: [...this.reads] };
    }

    public get accountId(): string {
        return this.environment.accountId;
    }

    public get partition(): string {
        return this.environment.partition;
    }

    public get dnsSuffix(): string {
        return this.environment.dnsSuffix;
    }

    public input(path: string): PropertyValue | undefined {
        this.reads.add(path);
        const value = valueAt(this.inputs, path);
        return value === null || value instanceof Unknown ? undefined : value;
    }

    public text(path: string): string {
        const value = this.input(path);
        return typeof value === "string" ? value : "";
    }

    public shown(path: string): string {
        return isSecretAt(this.marked, path) ? "[secret]" : this.text(path);
    }

    public number(path: string, otherwise: number): number {
        const value = this.input(path);
        return typeof value === "number" ? value : otherwise;
    }

    public list(path: string): PropertyValue[] {
        const value = this.input(path);
        return Array.isArray(value) ? value : [];
    }

    public arn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
    }

    public globalArn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}::${this.accountId}:${resource}`;
    }

    public hex(length: number, label: string): string {
        return hexOf(length, this.urn, this.seed, label);
    }

    public digits(length: number, label: string): string {
        const digits = BigInt(`0x${this.hex(64, label)}`)
            .toString()
            .slice(-length);
        return digits.startsWith("0") ? `1${digits.slice(1)}` : digits;
    }

    public made(prefix: string, label: string): string {
        return makeId(prefix, this.urn, this.seed, label);
    }
}
