import * as pulumi from "@pulumi/pulumi";

/** The inputs of `eks.Cluster` that the stand-in reads; values that the real component needs at once are plain. */
export interface ClusterArgs {
    readonly [name: string]: unknown;
    readonly name?: pulumi.Input<string>;
    readonly version?: pulumi.Input<string>;
    readonly vpcId?: pulumi.Input<string>;
    readonly subnetIds?: pulumi.Input<string[]>;
    readonly publicSubnetIds?: pulumi.Input<string[]>;
    readonly privateSubnetIds?: pulumi.Input<string[]>;
    readonly authenticationMode?: string;
    readonly autoMode?: { enabled: boolean; createNodeRole?: boolean; computeConfig?: pulumi.Input<object> };
    readonly accessEntries?: Readonly<Record<string, AccessEntryArgs>>;
    readonly corednsAddonOptions?: { enabled?: boolean; version?: pulumi.Input<string>; configurationValues?: unknown };
    readonly createInstanceRole?: boolean;
    readonly createOidcProvider?: boolean;
    readonly endpointPrivateAccess?: pulumi.Input<boolean>;
    readonly endpointPublicAccess?: pulumi.Input<boolean>;
    readonly publicAccessCidrs?: pulumi.Input<string[]>;
    readonly enabledClusterLogTypes?: pulumi.Input<string[]>;
    readonly encryptionConfigKeyArn?: pulumi.Input<string>;
    readonly enableConfigMapMutable?: pulumi.Input<boolean>;
    readonly ipFamily?: pulumi.Input<string>;
    readonly kubernetesServiceIpAddressRange?: pulumi.Input<string>;
    readonly serviceRole?: unknown;
    readonly skipDefaultNodeGroup?: boolean;
    readonly storageClasses?: unknown;
    readonly clusterTags?: pulumi.Input<Record<string, string>>;
    readonly tags?: pulumi.Input<Record<string, string>>;
    readonly upgradePolicy?: pulumi.Input<object>;
    readonly deletionProtection?: pulumi.Input<boolean>;
}

/** One entry of `accessEntries`. */
export interface AccessEntryArgs {
    readonly principalArn: pulumi.Input<string>;
    readonly username?: pulumi.Input<string>;
    readonly kubernetesGroups?: pulumi.Input<string[]>;
    readonly type?: pulumi.Input<string>;
    readonly tags?: pulumi.Input<Record<string, string>>;
    readonly accessPolicies?: Readonly<Record<string, pulumi.Input<AccessPolicyArgs>>>;
}

/** An access policy of EKS, and where it holds. */
export interface AccessPolicyArgs {
    readonly accessScope: { readonly type: string; readonly namespaces?: string[] };
    readonly policyArn: string;
}

const MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

/** What only the real component can make; the sandbox says so instead of leaving it out. */
const NOT_HERE: readonly (keyof ClusterArgs)[] = [
    "clusterSecurityGroup",
    "creationRoleProvider",
    "customInstanceRolePolicy",
    "fargate",
    "instanceRole",
    "nodeGroupOptions",
    "proxy",
    "serviceRole",
    "storageClasses",
    "vpcCniOptions",
];

/** Refuses what the real component refuses, in its words, and then what the stand-in cannot imitate. */
export function validateArgs(args: ClusterArgs): void {
    refuseOpenPlans(args);
    const mode = args.authenticationMode;
    if (mode !== undefined && !MODES.includes(mode)) {
        throw new Error(`Invalid value for authenticationMode: ${mode}. Allowed values are: ${MODES.join(", ")}.`);
    }
    const usesEntries = mode === "API" || mode === "API_AND_CONFIG_MAP";
    if (mode === "API") {
        for (const property of ["roleMappings", "userMappings", "instanceRoles"]) {
            refuseNonEmpty(property, args[property]);
        }
    }
    if (!usesEntries && args.accessEntries !== undefined) {
        const state = mode === undefined ? "not set" : `set to '${mode}'`;
        throw new Error(`The 'accessEntries' property is not supported when 'authenticationMode' is ${state}.`);
    }
    if (args.subnetIds !== undefined && (args.publicSubnetIds ?? args.privateSubnetIds) !== undefined) {
        throw new Error(
            "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually exclusive. Choose a single approach.",
        );
    }
    if (args.autoMode?.enabled === true && !usesEntries) {
        throw new Error(
            "Access entries are required when using EKS Auto Mode. Use the authentication mode 'API' or 'API_AND_CONFIG_MAP'.",
        );
    }
    refuseUnknownShapes(args);
}

/** Refuses a list with something in it, one that is a secret too; one that is not known yet is let be. */
function refuseNonEmpty(property: string, value: unknown): void {
    if (pulumi.Output.isInstance(value)) {
        value.apply((known) => {
            refuseNonEmpty(property, known);
        });
    } else if (Array.isArray(value) && value.length > 0) {
        throw new Error(
            `The '${property}' property does not support non-empty values when 'authenticationMode' is set to 'API'.`,
        );
    }
}

/**
 * Refuses outputs where `@pulumi/eks` takes plain values. The real component would read an output there as an object
 * that is always true, and make other resources than the program asked for.
 */
function refuseOpenPlans(args: ClusterArgs): void {
    const { accessEntries, authenticationMode, autoMode, corednsAddonOptions } = args;
    const plans: Record<string, unknown> = {
        accessEntries,
        authenticationMode,
        autoMode,
        "autoMode.enabled": autoMode?.enabled,
        "autoMode.createNodeRole": autoMode?.createNodeRole,
        corednsAddonOptions,
        "corednsAddonOptions.enabled": corednsAddonOptions?.enabled,
        createInstanceRole: args.createInstanceRole,
        createOidcProvider: args.createOidcProvider,
        skipDefaultNodeGroup: args.skipDefaultNodeGroup,
    };
    for (const [name, value] of Object.entries(plans)) {
        refuseOpen(name, value);
    }
    for (const [key, entry] of Object.entries(accessEntries ?? {})) {
        refuseOpen(`accessEntries.${key}`, entry);
        refuseOpen(`accessEntries.${key}.accessPolicies`, entry.accessPolicies);
    }
}

function refuseOpen(name: string, value: unknown): void {
    if (pulumi.Output.isInstance(value) || pulumi.isUnknown(value)) {
        throw new Error(
            `eks.Cluster needs a plain value for ${name}: it decides which resources there are, so it can be neither an output of another resource nor a secret`,
        );
    }
}

function refuseUnknownShapes(args: ClusterArgs): void {
    const where = "extend sandbox/providers/eks/cluster.ts to preview it";
    if (args.autoMode?.enabled !== true) {
        throw new Error(`the sandbox knows only eks.Cluster with autoMode.enabled: ${where}`);
    }
    if (args.authenticationMode !== "API") {
        throw new Error(`the sandbox knows only eks.Cluster with authenticationMode "API": ${where}`);
    }
    if (args.vpcId === undefined) {
        throw new Error("the sandbox has no default VPC: give eks.Cluster a vpcId and its subnets");
    }
    if (args.createOidcProvider === true) {
        throw new Error(
            "createOidcProvider makes a live TLS connection to AWS in every preview, which the sandbox has not: use EKS Pod Identity, or an aws.iam.OpenIdConnectProvider of your own",
        );
    }
    const used = NOT_HERE.filter((property) => args[property] !== undefined);
    if (used.length > 0) {
        throw new Error(`the sandbox's eks.Cluster does not know ${used.join(", ")}: ${where}`);
    }
}
