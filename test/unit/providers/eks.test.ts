import { strict as assert } from "node:assert";

import * as pulumi from "@pulumi/pulumi";

import { ClusterArgs } from "../../../sandbox/providers/eks/args";
import { Cluster } from "../../../sandbox/providers/eks/cluster";
import { EksProvider } from "../../../sandbox/providers/eks/provider";

interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly options: pulumi.CustomResourceOptions;
    /** As the engine gets them. */
    readonly inputs: Record<string, unknown>;
}

const ARGS: ClusterArgs = {
    name: "leanvibe-dev",
    version: "1.34",
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    authenticationMode: "API",
    autoMode: { enabled: true },
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    tags: { owner: "platform" },
};

/** Exported by the SDK, but not in its typings: all registrations have been answered. */
interface SdkInternals {
    waitForRPCs(): Promise<void>;
}

/** Constructs the component under mocks and tells what it registered, in order of registration. */
async function construct(args: ClusterArgs, preview: boolean): Promise<Map<string, Registration>> {
    const inputsOf = new Map<string, Record<string, unknown>>();
    await pulumi.runtime.setMocks(
        {
            call: ({ token }) =>
                token.endsWith("getPartition")
                    ? { partition: "aws", dnsSuffix: "amazonaws.com" }
                    : { version: "v1.12.4-eksbuild.1" },
            newResource: ({ type, name, ...args }) => {
                const inputs = args.inputs as Record<string, unknown>;
                inputsOf.set(name, inputs);
                const made = {
                    arn: `arn:aws:x:us-east-1:111111111111:${name}`,
                    name,
                    endpoint: "https://x",
                    certificateAuthority: { data: "eA==" },
                    identities: [{ oidcs: [{ issuer: "https://oidc.example.com/id/1" }] }],
                    ...inputs,
                    vpcConfig: { ...(inputs.vpcConfig as object), clusterSecurityGroupId: "sg-1" },
                };
                return preview ? { id: "", state: inputs } : { id: `${type} ${name}`, state: made };
            },
        },
        "leanvibe-agent-hive",
        "dev",
        preview,
    );
    const seen: Omit<Registration, "inputs">[] = [];
    const transformations: pulumi.ResourceTransformation[] = [
        ({ type, name, opts }) => {
            const parent = opts.parent as unknown as { __name?: string } | undefined;
            seen.push({ type, name, parent: parent?.__name ?? "", options: opts });
            return undefined;
        },
    ];
    const cluster = new Cluster("c", args, { transformations });
    await new Promise((resolve) => pulumi.output([cluster.urn]).apply(resolve));
    await (pulumi.runtime as unknown as SdkInternals).waitForRPCs();
    return new Map(seen.map((one) => [one.name, { ...one, inputs: inputsOf.get(one.name) ?? {} }]));
}

function tree(registrations: ReadonlyMap<string, Registration>): string[] {
    return [...registrations.values()].map(({ type, name, parent }) => `${parent} > ${type} ${name}`).sort();
}

const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const CLUSTER_ROLE = [
    "c > eks:index:ServiceRole c-eksRole",
    `c-eksRole > ${ROLE} c-eksRole-role`,
    ...["4b490823", "d86a545b", "1e381056", "1587f79c", "9ae443cd"].map(
        (hash) => `c-eksRole > ${ATTACHMENT} c-eksRole-${hash}`,
    ),
];
const NODE_ROLE = [
    "c > eks:index:ServiceRole c-nodeRole",
    `c-nodeRole > ${ROLE} c-nodeRole-role`,
    ...["7b85ae6b", "22021ef5"].map((hash) => `c-nodeRole > ${ATTACHMENT} c-nodeRole-${hash}`),
];
const INSTANCE_ROLE = [
    "c > eks:index:ServiceRole c-instanceRole",
    `c-instanceRole > ${ROLE} c-instanceRole-role`,
    ...["03516f97", "e1b295bd", "3eb088f2"].map((hash) => `c-instanceRole > ${ATTACHMENT} c-instanceRole-${hash}`),
    "c > aws:iam/instanceProfile:InstanceProfile c-instanceProfile",
    "c > aws:eks/accessEntry:AccessEntry c-defaultNodeGroupInstanceRole",
];
const ALWAYS = [
    " > eks:index:Cluster c",
    "c > aws:eks/cluster:Cluster c-eksCluster",
    "c > pulumi:providers:kubernetes c-eks-k8s",
];
const COREDNS = ["c > aws:eks/addon:Addon c-coredns"];

describe("the stand-in for eks.Cluster", () => {
    it("makes with Auto Mode what the real component makes, an unused node role and coredns among it", async () => {
        const made = await construct(ARGS, false);
        assert.deepEqual(tree(made), [...ALWAYS, ...CLUSTER_ROLE, ...NODE_ROLE, ...INSTANCE_ROLE, ...COREDNS].sort());
        const coredns = made.get("c-coredns")?.inputs;
        assert.deepEqual(
            [coredns?.addonVersion, coredns?.preserve, coredns?.resolveConflictsOnCreate],
            ["v1.12.4-eksbuild.1", true, "OVERWRITE"],
        );
        assert.equal(made.get("c-defaultNodeGroupInstanceRole")?.inputs.type, "EC2_LINUX");
    });

    it("leaves out what is switched off, and puts access entries and their policies in", async () => {
        const args: ClusterArgs = {
            ...ARGS,
            autoMode: { enabled: true, createNodeRole: false, computeConfig: { nodePools: [] } },
            skipDefaultNodeGroup: true,
            corednsAddonOptions: { enabled: false },
            accessEntries: {
                admin: {
                    principalArn: "arn:aws:iam::111111111111:role/admin",
                    username: "admin",
                    accessPolicies: { all: { accessScope: { type: "cluster" }, policyArn: "arn:x" } },
                },
            },
        };
        const made = await construct(args, false);
        const entries = [
            "c > aws:eks/accessEntry:AccessEntry c-admin",
            "c-admin > aws:eks/accessPolicyAssociation:AccessPolicyAssociation c-admin-all",
        ];
        assert.deepEqual(tree(made), [...ALWAYS, ...CLUSTER_ROLE, ...entries].sort());
        const entry = made.get("c-admin")?.inputs;
        assert.deepEqual([entry?.userName, entry?.clusterName, entry?.username], ["admin", "leanvibe-dev", undefined]);
        assert.deepEqual(made.get("c-eksCluster")?.inputs.computeConfig, { enabled: true, nodePools: [] });
    });

    it("gives the cluster the inputs and options of the real component", async () => {
        const made = await construct({ ...ARGS, encryptionConfigKeyArn: "arn:key" }, false);
        const cluster = made.get("c-eksCluster");
        const rest = cluster?.inputs ?? {};
        const inputs = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
        assert.deepEqual(inputs, {
            name: "leanvibe-dev",
            roleArn: "arn:aws:x:us-east-1:111111111111:c-eksRole-role",
            version: "1.34",
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
            bootstrapSelfManagedAddons: false,
            computeConfig: {
                enabled: true,
                nodeRoleArn: "arn:aws:x:us-east-1:111111111111:c-nodeRole-role",
                nodePools: ["general-purpose", "system"],
            },
            storageConfig: { blockStorage: { enabled: true } },
            kubernetesNetworkConfig: { ipFamily: "ipv4", elasticLoadBalancing: { enabled: true } },
            vpcConfig: {
                subnetIds: ["subnet-1", "subnet-2"],
                endpointPrivateAccess: true,
                endpointPublicAccess: false,
            },
            encryptionConfig: { provider: { keyArn: "arn:key" }, resources: ["secrets"] },
            tags: { Name: "c-eksCluster", owner: "platform" },
        });
        assert.deepEqual(cluster?.options.ignoreChanges, [
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
            "bootstrapSelfManagedAddons",
        ]);
        assert.equal((cluster.options.dependsOn as unknown[]).length, 2);
        assert.deepEqual(made.get("c")?.inputs, {});
        assert.deepEqual(JSON.parse(made.get("c-eksRole-role")?.inputs.assumeRolePolicy as string), {
            Version: "2012-10-17",
            Statement: [
                {
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Effect: "Allow",
                    Principal: { Service: ["eks.amazonaws.com"] },
                },
            ],
        });
        const kubeconfig = JSON.parse(made.get("c-eks-k8s")?.inputs.kubeconfig as string) as {
            users: { user: { exec: { args: string[] } } }[];
        };
        const command = "--region us-east-1 eks get-token --cluster-name leanvibe-dev --output json";
        assert.equal(kubeconfig.users[0]?.user.exec.args.join(" "), command);
    });

    it("hides in a first preview the blocks that the real component hides", async () => {
        const keyArn = pulumi.output({ arn: pulumi.unknown }).apply(({ arn }) => arn as string);
        const made = await construct({ ...ARGS, encryptionConfigKeyArn: keyArn }, true);
        const inputs = made.get("c-eksCluster")?.inputs ?? {};
        for (const block of [
            "computeConfig",
            "storageConfig",
            "kubernetesNetworkConfig",
            "encryptionConfig",
            "roleArn",
        ]) {
            assert(pulumi.isUnknown(inputs[block]), block);
        }
        assert.deepEqual(inputs.accessConfig, {
            authenticationMode: "API",
            bootstrapClusterCreatorAdminPermissions: true,
        });
    });

    const REFUSED: readonly [string, Partial<ClusterArgs>, RegExp][] = [
        ["Auto Mode without access entries", { authenticationMode: "CONFIG_MAP" }, /Access entries are required/],
        ["Auto Mode without a mode", { authenticationMode: undefined }, /Access entries are required/],
        ["a mode that there is not", { authenticationMode: "IAM" }, /Allowed values are: CONFIG_MAP/],
        ["role mappings with API", { roleMappings: [{}] }, /'roleMappings' property does not support/],
        ["two kinds of subnets", { publicSubnetIds: ["x"] }, /mutually exclusive/],
        [
            "a cluster without Auto Mode",
            { autoMode: { enabled: false } },
            /knows only eks.Cluster with autoMode.enabled.*cluster.ts/,
        ],
        ["the default VPC", { vpcId: undefined }, /no default VPC/],
        ["its own OIDC provider", { createOidcProvider: true }, /Pod Identity/],
        ["a shape that the sandbox lacks", { fargate: true }, /does not know fargate.*cluster.ts/],
    ];
    for (const [what, change, reason] of REFUSED) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(construct({ ...ARGS, ...change }, false), reason);
        });
    }

    it("names what it does not know, and where to add it", async () => {
        const provider = new EksProvider("4.3.0");
        await assert.rejects(
            provider.construct("n", "eks:index:NodeGroupV2", {}, {}),
            /eks:index:NodeGroupV2.*sandbox\/providers\/eks\/provider.ts/,
        );
        await assert.rejects(provider.call("eks:index:Cluster/getKubeconfig"), /getKubeconfig/);
    });
});
