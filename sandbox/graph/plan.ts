/**
 * The part of the engine's update plan (`pulumi preview --save-plan`) that describes the resource graph. Beside it the
 * file holds what differs from run to run: the time, and a random seed and encrypted outputs of each resource.
 * Source: sdk/go/common/apitype/plan.go of github.com/pulumi/pulumi.
 */
export interface UpdatePlan {
    /** By URN. A component whose inputs and outputs are all empty may have no goal. */
    readonly resourcePlans: Readonly<Record<string, { readonly goal?: ResourceGoal }>>;
}

/** What the program asked the engine for, after the provider's check: with defaults and automatic names. */
export interface ResourceGoal {
    /** In a stack that does not exist yet, all inputs are added. */
    readonly inputDiff: PropertyAdditions;
    /** What a component or the program gave out; empty for what a provider makes. */
    readonly outputDiff: PropertyAdditions;
    /** URN. */
    readonly parent?: string;
    /** URN and id of the provider, joined by `::`. */
    readonly provider?: string;
    /** URNs. */
    readonly dependencies?: readonly string[];
    /** URNs by input. */
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    readonly deleteBeforeReplace?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly additionalSecretOutputs?: readonly string[];
    readonly aliases?: readonly string[];
    readonly structuredAliases?: readonly Readonly<Record<string, unknown>>[];
    readonly id?: string;
    readonly customTimeouts?: Readonly<Record<string, number>>;
}

interface PropertyAdditions {
    readonly adds?: Readonly<Record<string, unknown>>;
}
