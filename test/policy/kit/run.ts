import type {
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy/policy";
import { asSeenByPolicies } from "../../../policies/kit/testing";

/** The type of every resource of such a run. */
export const TYPE = "a:b:C";

/** A resource of a run. */
export interface RunResource {
    readonly name: string;
    /** What resource rules see of it; without them it is not shown to any. */
    readonly inputs?: object;
    /** What stack rules see of it; default: its inputs. */
    readonly outputs?: object;
}

/** What a policy reported. */
export interface Found {
    readonly policy: string;
    readonly message: string;
    readonly urn: string | undefined;
}

export function urnOf(name: string): string {
    return `urn:pulumi:test::test::${TYPE}::${name}`;
}

/** Runs a pack's policies as a preview does: each resource by all resource policies, then the stack by all others. */
export async function runPolicies(
    policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[],
    resources: readonly RunResource[],
    config: Readonly<Record<string, object>> = {},
): Promise<Found[]> {
    const found: Found[] = [];
    const reportOf = (policy: string) => (message: string, urn?: string) => found.push({ policy, message, urn });
    const args = (name: string, props: object): object => ({
        type: TYPE,
        name,
        urn: urnOf(name),
        props: asSeenByPolicies(props),
    });
    for (const { name, inputs } of resources) {
        for (const policy of policies) {
            const validate = "validateResource" in policy ? policy.validateResource : undefined;
            if (inputs !== undefined && typeof validate === "function") {
                const getConfig = () => config[policy.name] ?? {};
                await validate({ ...args(name, inputs), getConfig } as ResourceValidationArgs, reportOf(policy.name));
            }
        }
    }
    for (const policy of policies) {
        if ("validateStack" in policy) {
            const stack = {
                resources: resources.map(({ name, inputs = {}, outputs = inputs }) => ({
                    ...args(name, outputs),
                    propertyDependencies: {},
                })),
                getConfig: () => config[policy.name] ?? {},
            };
            await policy.validateStack(stack as unknown as StackValidationArgs, reportOf(policy.name));
        }
    }
    return found;
}
