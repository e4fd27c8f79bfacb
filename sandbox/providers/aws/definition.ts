import { PropertyMap, PropertyValue } from "../protocol/value";
import { Account } from "./account";
import { Rule } from "./rules";

/**
 * How the stand-in imitates one resource type. The tables in services/ are made of these; a type without one is
 * refused. docs/sandbox.md tells how to add one.
 */
export interface ResourceDefinition {
    /** How the physical id is made, e.g. `vpc-0123456789abcdef0`. */
    readonly id: (facts: Facts) => string;
    /** The property that gets `NAME-<7 hex>` when the program leaves it out. */
    readonly autoname?: AutonameRule;
    /** Inputs without which the provider's schema refuses the resource. */
    readonly required?: readonly string[];
    /** Defaults of the provider's schema: they become inputs, so policies see them and previews know them. */
    readonly defaults?: PropertyMap;
    /** Input paths (no indices: `vpcConfig.subnetIds`) whose change needs a new resource. */
    readonly replaceOn: readonly string[];
    /** Input paths whose first appearance is an update all the same: what was not set cannot be replaced. */
    readonly addable?: readonly string[];
    /** Input paths of lists whose order means nothing. */
    readonly sets?: readonly string[];
    /** Input paths that hold JSON documents, equal when their content is. */
    readonly documents?: readonly string[];
    /** Outputs that AWS makes, and inputs that AWS fills when they are left out; dotted names reach into objects. */
    readonly computed: Readonly<Record<string, Computed>>;
    /** What the provider refuses before it asks AWS; also in a preview. */
    readonly rules?: readonly Rule[];
    /** Inputs that name other resources, which AWS looks up at creation. */
    readonly refers?: readonly Reference[];
    /** The error code with which AWS says that a resource of this type is not there. */
    readonly notFound?: (wanted: string) => string;
    /** The output that no two resources of this type may share. */
    readonly unique?: { readonly by: string; readonly error: (value: string) => string };
    /** What AWS refuses at creation; throws a ProviderError in AWS's words. */
    readonly admit?: (facts: Facts, account: Account) => void;
    /** Outputs that only the resources beside this one tell, by path; it takes the place of `computed` then. */
    readonly learn?: (facts: Facts, account: Account) => PropertyMap;
    /** What AWS refuses in an update; throws a ProviderError in AWS's words. */
    readonly amend?: (before: Facts, after: Facts, account: Account) => void;
    /** How AWS refuses to delete one that resources of these types still name (by their `refers`). */
    readonly inUse?: { readonly by: readonly string[]; readonly error: (name: string, user: string) => string };
    /** What AWS refuses at deletion; throws a ProviderError in AWS's words. */
    readonly release?: (outputs: PropertyMap) => void;
    /** IAM and the like: no `region` property. */
    readonly global?: boolean;
    /** No `tags` and `tagsAll`. */
    readonly untagged?: boolean;
    /** Made with Terraform's plugin framework, so that `tagsAll` is no input; see check.ts. */
    readonly framework?: boolean;
}

export interface AutonameRule {
    readonly property: string;
    /** Longest name that AWS takes. */
    readonly max: number;
    readonly lowerCase?: boolean;
    /** What must stand before the name, e.g. `alias/`. */
    readonly prefix?: string;
}

export interface Computed {
    /**
     * Inputs that decide the value, besides those that its function asks for: it stays as it was while they do, and is
     * unknown or secret if one of them is.
     */
    readonly from: readonly string[];
    /** True where the provider already knows the value in a preview. */
    readonly planned: boolean;
    readonly value: (facts: Facts) => PropertyValue;
}

export interface Reference {
    /** Input path; `[]` goes through a list: `vpcSecurityGroupIds[]`. */
    readonly path: string;
    readonly type: string;
    /** The output of the other resource that the input holds; the id if left out. */
    readonly by?: string;
}

/** What is known about one resource while its outputs are made. */
export interface Facts {
    readonly urn: string;
    readonly id: string;
    readonly accountId: string;
    readonly region: string;
    readonly partition: string;
    readonly dnsSuffix: string;
    /** The provider's `defaultTags`. */
    readonly defaultTags: PropertyMap;
    /** The input at a dotted path, without secret marks; undefined if absent, null or unknown. */
    input(path: string): PropertyValue | undefined;
    /** The input as text; empty if absent. */
    text(path: string): string;
    /** The input as text for a message: `[secret]` if it is one. */
    shown(path: string): string;
    number(path: string, otherwise: number): number;
    list(path: string): PropertyValue[];
    /** An ARN in the resource's region and account. */
    arn(service: string, resource: string): string;
    /** An ARN without a region, as IAM's are. */
    globalArn(service: string, resource: string): string;
    /** Hexadecimal digits that belong to this resource and this label alone. */
    hex(length: number, label: string): string;
    /** Decimal digits of the same kind. */
    digits(length: number, label: string): string;
    /** An id with the sandbox's check digits, e.g. `made("eni", "primary")`; see ids.ts. */
    made(prefix: string, label: string): string;
}

/** An output that is known once the resource exists. */
export function made(value: (facts: Facts) => PropertyValue, ...from: string[]): Computed {
    return { from, planned: false, value };
}

/** An output that the provider knows in a preview already, if the inputs that decide it are known. */
export function planned(value: (facts: Facts) => PropertyValue, ...from: string[]): Computed {
    return { from, planned: true, value };
}

/** An output that is the same for each resource of the type, but known only once the resource exists. */
export function fixed(value: PropertyValue): Computed {
    return made(() => value);
}
