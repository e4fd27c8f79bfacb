import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";

import {
    isMap,
    mapValues,
    PropertyMap,
    PropertyValue,
    reveal,
    Secret,
    UNKNOWN,
    Unknown,
} from "../../../sandbox/providers/protocol/value";
import { Constructed, EksPlugin } from "./eks-plugin";
import { another, assertFulfilled, at, changedAt, isUnder, Position, positionsOf } from "./positions";

/** Every input that components/cluster gives, and those that go the same ways. */
const SAMPLE: PropertyMap = {
    name: "leanvibe-dev",
    version: "1.34",
    upgradePolicy: { supportType: "STANDARD" },
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    kubernetesServiceIpAddressRange: "172.20.0.0/16",
    ipFamily: "ipv4",
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: ["192.0.2.0/24"],
    authenticationMode: "API",
    accessEntries: {
        nodes: {
            principalArn: "arn:aws:iam::111111111111:role/node",
            type: "EC2",
            username: "node",
            kubernetesGroups: ["nodes"],
            tags: { owner: "platform" },
            accessPolicies: { node: { policyArn: "arn:x", accessScope: { type: "cluster" } } },
        },
    },
    autoMode: { enabled: true, createNodeRole: false, computeConfig: { nodePools: ["system"] } },
    skipDefaultNodeGroup: true,
    createInstanceRole: false,
    createOidcProvider: false,
    corednsAddonOptions: { enabled: false },
    encryptionConfigKeyArn: "arn:key",
    enableConfigMapMutable: true,
    enabledClusterLogTypes: ["api"],
    deletionProtection: true,
    providerCredentialOpts: { profileName: "someone", roleArn: "arn:role" },
    tags: { owner: "platform" },
    clusterTags: { part: "cluster" },
};

/** The inputs that SAMPLE cannot hold beside its own. */
const OTHER_SAMPLE: PropertyMap = {
    version: "1.34",
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-1"],
    privateSubnetIds: ["subnet-2"],
    authenticationMode: "API",
    autoMode: { enabled: true },
    skipDefaultNodeGroup: true,
    corednsAddonOptions: { enabled: true, configurationValues: { replicaCount: 2 } },
};
const OF_OTHER_SAMPLE = ["version", "publicSubnetIds", "privateSubnetIds", "corednsAddonOptions.configurationValues"];

/** What decides how many resources there are, so that `@pulumi/eks` takes plain values only. */
const PLAIN = [
    "authenticationMode",
    "accessEntries",
    "accessEntries.nodes",
    "accessEntries.nodes.accessPolicies",
    "autoMode",
    "autoMode.enabled",
    "autoMode.createNodeRole",
    "skipDefaultNodeGroup",
    "createInstanceRole",
    "createOidcProvider",
    "corednsAddonOptions",
    "corednsAddonOptions.enabled",
];

const CLUSTER = "children.c-eksCluster";
const AUTO_MODE = ["computeConfig", "storageConfig", "kubernetesNetworkConfig"].map((block) => `${CLUSTER}.${block}`);
const KUBECONFIG = ["outputs", "registered"].flatMap((where) =>
    ["core", "kubeconfig", "kubeconfigJson"].map((output) => `${where}.${output}`),
);

/** What the real component makes as one value: a mark in an input below the key is on all of these. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
    "autoMode.computeConfig": AUTO_MODE,
    kubernetesServiceIpAddressRange: AUTO_MODE,
    ipFamily: AUTO_MODE,
    encryptionConfigKeyArn: [`${CLUSTER}.encryptionConfig`],
    tags: [`${CLUSTER}.tags`],
    clusterTags: [`${CLUSTER}.tags`],
    providerCredentialOpts: KUBECONFIG,
    // Blocks are refused for a private endpoint.
    endpointPublicAccess: ["endpointPublicAccess", "publicAccessCidrs"].map((input) => `${CLUSTER}.vpcConfig.${input}`),
};

const SECURITY_GROUP = ["outputs", "registered"].flatMap((where) =>
    ["clusterSecurityGroupId", "nodeSecurityGroupId"].map((output) => `${where}.${output}`),
);
const OF_VPC_CONFIG = [
    ...["subnetIds", "publicSubnetIds", "privateSubnetIds"],
    ...["endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"],
];

/** The same for secrets alone: what is unknown leaves what is beside it known, but Pulumi hides it with a secret. */
const SECRET_TOGETHER: typeof TOGETHER = {
    ...Object.fromEntries(OF_VPC_CONFIG.map((input) => [input, SECURITY_GROUP])),
    "accessEntries.nodes.accessPolicies.node": ["accessScope", "policyArn"].map(
        (input) => `children.c-nodes-node.${input}`,
    ),
};

const MARKER = "hunter2 %%";

/** The positions that may be unknown or secret, of each sample. */
const OPEN: readonly (readonly [PropertyMap, Position])[] = [
    ...positionsOf(SAMPLE)
        .filter((position) => !PLAIN.includes(position.join(".")))
        .map((position) => [SAMPLE, position] as const),
    ...positionsOf(OTHER_SAMPLE)
        .filter((position) => OF_OTHER_SAMPLE.some((path) => isWithin(position.join("."), path)))
        .map((position) => [OTHER_SAMPLE, position] as const),
];

describe("the stand-in for eks.Cluster, in its own process", () => {
    let plugin: EksPlugin;
    const known = new Map<PropertyMap, Constructed>();
    before(async () => {
        plugin = await EksPlugin.start();
        for (const sample of [SAMPLE, OTHER_SAMPLE]) {
            known.set(sample, await plugin.construct(sample));
        }
    });
    after(() => {
        plugin.stop();
    });

    for (const [sample, position] of OPEN) {
        const label = position.join(".");

        it(`leaves open what an unknown ${label} decides, and hides what a secret one does`, async () => {
            const plain = known.get(sample) ?? assert.fail(label);
            const unknown = await plugin.construct(changedAt(sample, position, () => UNKNOWN));
            // Another value at once, where one is allowed.
            const change = (old: PropertyValue) => new Secret(label === "endpointPublicAccess" ? old : another(old));
            const secret = await plugin.construct(changedAt(sample, position, change));
            assertExactlyOpen(unknown, plain, reveal(secret), marksOf(label, TOGETHER));
            const together = [...marksOf(label, TOGETHER), ...marksOf(label, SECRET_TOGETHER)];
            assertExactlyOpen(hidden(secret), plain, reveal(secret), together);
        });
    }

    for (const path of PLAIN) {
        for (const [what, mark] of [
            ["unknown", () => UNKNOWN],
            ["secret", (old: PropertyValue) => new Secret(typeof old === "string" ? MARKER : old)],
        ] as const) {
            it(`refuses ${what} ${path} by its name alone`, async () => {
                const reason = `eks.Cluster needs a plain value for ${path}: it decides which resources there are, so it can be neither an output of another resource nor a secret`;
                await assert.rejects(plugin.construct(changedAt(SAMPLE, path.split("."), mark)), { message: reason });
                assert(!plugin.said.includes(MARKER));
            });
        }
    }

    it("leaves role mappings be that are unknown or empty", async () => {
        for (const roleMappings of [UNKNOWN, new Secret([]), []]) {
            assert.deepEqual(await plugin.construct({ ...SAMPLE, roleMappings }), known.get(SAMPLE));
        }
    });

    const REFUSED: readonly [string, PropertyMap, string | undefined, RegExp][] = [
        [
            "role mappings beside access entries",
            { roleMappings: new Secret([{ roleArn: MARKER, username: "x", groups: ["x"] }]) },
            undefined,
            /The 'roleMappings' property does not support non-empty values .* 'API'\.$/,
        ],
        [
            "public blocks for a private endpoint",
            { endpointPublicAccess: new Secret(false), publicAccessCidrs: new Secret([MARKER]) },
            undefined,
            /`publicAccessCidrs` can only be set when `endpointPublicAccess` is true$/,
        ],
        [
            "a cluster whose ARN names no region",
            { name: new Secret(MARKER) },
            "nonsense",
            /Invalid ARN of the cluster: it names no region$/,
        ],
    ];
    for (const [what, inputs, arn, reason] of REFUSED) {
        it(`refuses ${what} and quotes no secret`, async () => {
            // In a process of its own: Pulumi ends every construction under way when one fails this late.
            const own = await EksPlugin.start();
            try {
                await assert.rejects(
                    own.construct({ ...SAMPLE, ...inputs }, { arn }),
                    (error: Error) => reason.test(error.message) && !error.message.includes(MARKER),
                );
                assert(!own.said.includes(MARKER));
            } finally {
                own.stop();
            }
        });
    }
});

/** Fails unless a construction has open exactly what differs between two others, or is made with what does. */
function assertExactlyOpen(
    open: PropertyValue,
    one: PropertyValue,
    other: PropertyValue,
    together: readonly string[],
): void {
    assertFulfilled(open, one, "");
    assertFulfilled(open, other, "");
    for (const position of positionsOf(open).filter((place) => at(open, place) instanceof Unknown)) {
        const path = position.join(".");
        const differs = !isDeepStrictEqual(at(one, position), at(other, position));
        assert(differs || together.some((all) => isWithin(path, all)), `${path} is open without need`);
    }
    for (const path of together) {
        assert(isUnder(open, path.split("."), Unknown), `${path} is told apart`);
    }
}

/** What a mark in an input is on by such a table. */
function marksOf(input: string, table: typeof TOGETHER): string[] {
    return Object.entries(table).flatMap(([path, all]) => (isWithin(input, path) ? all : []));
}

/** The value with all that is secret left out. */
function hidden(value: PropertyValue): PropertyValue {
    if (value instanceof Secret) {
        return UNKNOWN;
    }
    if (Array.isArray(value)) {
        return value.map(hidden);
    }
    return isMap(value) ? mapValues(value, hidden) : value;
}

/** True if a path is another or leads below it. */
function isWithin(path: string, other: string): boolean {
    return path === other || path.startsWith(`${other}.`);
}
