import { ProviderError } from "../protocol/service";
import { containsSecret, isSecretAt, PropertyMap, PropertyValue, reveal, valueAt } from "../protocol/value";
import { Account } from "./account";
import { definitionOf } from "./catalogue";
import { Facts, Reference, ResourceDefinition } from "./definition";
import { isIssued } from "./ids";
import { Inputs } from "./inputs";

/**
 * Refuses a resource whose inputs name another one that is not there, in AWS's words.
 *
 * @param before the resource as it was, whose references AWS has accepted already; undefined for a creation
 */
export function checkReferences(
    definition: ResourceDefinition,
    type: string,
    facts: Facts,
    account: Account,
    before?: Facts,
): void {
    for (const reference of definition.refers ?? []) {
        const accepted = new Set(before === undefined ? [] : wantedBy(reference, before));
        for (const wanted of wantedBy(reference, facts)) {
            if (!accepted.has(wanted) && !isThere(reference, wanted, account)) {
                const say = definitionOf(reference.type).notFound ?? ((id: string) => `NotFound: ${id} does not exist`);
                const isSecret = facts.shown(headOf(reference)) === "[secret]";
                const verb = before === undefined ? "creating" : "updating";
                throw new ProviderError(`${verb} ${labelOf(type)}: api error ${say(isSecret ? "[secret]" : wanted)}`);
            }
        }
    }
}

/** Refuses to delete what another resource of this run still names. */
export function checkUnused(definition: ResourceDefinition, type: string, id: string, account: Account): void {
    const { inUse } = definition;
    const target = account.get(type, id);
    if (inUse === undefined || target === undefined) {
        return;
    }
    for (const userType of inUse.by) {
        for (const reference of definitionOf(userType).refers ?? []) {
            const wanted = reference.by === undefined ? id : plainAt(target.outputs, reference.by);
            const user = account
                .all(userType)
                .find(
                    ({ outputs }) =>
                        reference.type === type && valuesAt(outputs, reference.path).includes(wanted ?? null),
                );
            if (user !== undefined) {
                const isSecret = reference.by !== undefined && isSecretAt(target.state.outputs, reference.by);
                const name = isSecret || typeof wanted !== "string" ? "[secret]" : wanted;
                throw new ProviderError(`deleting ${labelOf(type)}: api error ${inUse.error(name, user.id)}`);
            }
        }
    }
}

/** Refuses a second resource under the same name, for types whose names are unique in an account. */
export function checkUnique(
    definition: ResourceDefinition,
    type: string,
    outputs: PropertyMap,
    account: Account,
): void {
    const unique = definition.unique;
    const wanted = unique === undefined ? undefined : plainAt(outputs, unique.by);
    if (unique === undefined || typeof wanted !== "string") {
        return;
    }
    if (account.all(type).some((other) => plainAt(other.outputs, unique.by) === wanted)) {
        const shown = containsSecret(outputs[unique.by]) ? "[secret]" : wanted;
        throw new ProviderError(`creating ${labelOf(type)}: api error ${unique.error(shown)}`);
    }
}

/** `aws:ec2/subnet:Subnet` as the provider's messages name it: `EC2 Subnet`. */
export function labelOf(type: string): string {
    const [, module = "", kind = ""] = type.split(":");
    return `${(module.split("/")[0] ?? "").toUpperCase()} ${kind}`;
}

function wantedBy(reference: Reference, facts: Facts): string[] {
    const head = headOf(reference);
    const value = facts.input(head);
    const found = value === undefined ? [] : valuesAt({ value }, reference.path.replace(head, "value"));
    return found.filter((one) => typeof one === "string");
}

function valuesAt(map: PropertyMap, path: string): PropertyValue[] {
    return new Inputs(map).each(path).map(({ value }) => value);
}

function headOf({ path }: Reference): string {
    return path.split("[]", 1)[0] ?? path;
}

function isThere(reference: Reference, wanted: string, account: Account): boolean {
    if (reference.by !== undefined) {
        const by = reference.by;
        return account.all(reference.type).some(({ outputs }) => plainAt(outputs, by) === wanted);
    }
    // Another stack's resource, or one that this run did not target: its id alone shows that the sandbox made it.
    const trusted = isIssued(wanted) && !account.wasRemoved(reference.type, wanted);
    return trusted || account.get(reference.type, wanted) !== undefined;
}

function plainAt(outputs: PropertyMap, path: string): PropertyValue | undefined {
    const value = valueAt(outputs, path);
    return value === undefined ? undefined : reveal(value);
}
