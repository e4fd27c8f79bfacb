import assert from "node:assert/strict";

import { Cluster } from "../../../components/cluster";
import { clusterArn, planAdmins, planEndpoint, planNodePool } from "../../../components/cluster/plan";
import type { ClusterConfig, NodePoolConfig } from "../../../components/config";
import { logGroupPrefixes } from "../../../components/keys/plan";
import type { Platform } from "../../../components/platform";
import { aCluster, aClusterPlace, anAwsProvider, aPlatform, ZONES } from "./support/fixtures";
import { record, type Recording } from "./support/mocks";

function build(overrides: Partial<ClusterConfig> = {}, platform: Platform = aPlatform()): Promise<Recording> {
    const args = { ...aClusterPlace(platform), cluster: aCluster(overrides) };
    return record(() => new Cluster("cluster", args, { provider: anAwsProvider() }));
}

const ADMIN = "arn:aws:iam::111111111111:role/teams/Platform";

describe("Cluster", () => {
    let recording: Recording;
    before(async () => {
        recording = await build({ adminRoleArns: [ADMIN] });
    });

    it("runs EKS Auto Mode without built-in pools, default nodes, a broad node role or the coredns add-on", () => {
        const { inputs } = recording.get("cluster-eks");
        assert.deepEqual(inputs.autoMode, { enabled: true, createNodeRole: false, computeConfig: { nodePools: [] } });
        assert.equal(inputs.skipDefaultNodeGroup, true);
        assert.deepEqual((inputs.corednsAddonOptions as { enabled: boolean }).enabled, false);
        assert.equal(inputs.createOidcProvider, false);
    });

    it("encrypts Secrets, authenticates by access entries only and refuses extended support", () => {
        const { inputs } = recording.get("cluster-eks");
        assert.equal(inputs.encryptionConfigKeyArn, "arn:cluster-key");
        assert.equal(inputs.authenticationMode, "API");
        assert.deepEqual(inputs.upgradePolicy, { supportType: "STANDARD" });
        assert.equal(inputs.kubernetesServiceIpAddressRange, "172.20.0.0/16");
    });

    it("sends all five control-plane logs into an encrypted group that ends, and that the logs key may encrypt", () => {
        assert.deepEqual(recording.get("cluster-eks").inputs.enabledClusterLogTypes, [
            "api",
            "audit",
            "authenticator",
            "controllerManager",
            "scheduler",
        ]);
        const logs = recording.get("cluster-logs").inputs;
        assert.deepEqual([logs.retentionInDays, logs.kmsKeyId], [90, "arn:logs-key"]);
        assert.equal(logs.name, "/aws/eks/leanvibe-dev/cluster");
        assert.ok(logGroupPrefixes("leanvibe-dev").some((prefix) => String(logs.name).startsWith(prefix)));
    });

    it("lets nodes in by an EC2 access entry, and administrators by their own", () => {
        const entries = recording.get("cluster-eks").inputs.accessEntries as Record<
            string,
            { principalArn: string; type?: string; accessPolicies: Record<string, { policyArn: string }> }
        >;
        assert.equal(entries.nodes?.type, "EC2");
        assert.equal(entries.nodes.principalArn, "arn:aws:mock:us-east-1:111111111111:cluster-node-role");
        assert.match(String(entries.nodes.accessPolicies.node?.policyArn), /AmazonEKSAutoNodePolicy$/);
        assert.equal(entries["admin-Platform"]?.principalArn, ADMIN);
        assert.match(String(entries["admin-Platform"].accessPolicies.admin?.policyArn), /AmazonEKSClusterAdminPolicy$/);
    });

    it("gives nodes the two policies of Auto Mode and nothing else", () => {
        const attached = recording
            .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
            .map((attachment) => attachment.inputs.policyArn);
        assert.deepEqual(attached.sort(), [
            "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
            "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
        ]);
    });

    it("switches NetworkPolicy enforcement on, and denies what no policy allows", () => {
        const { inputs } = recording.get("cluster-network-policy");
        assert.deepEqual(inputs.data, { "enable-network-policy-controller": "true" });
        assert.deepEqual((inputs.metadata as { name: string; namespace: string }).name, "amazon-vpc-cni");
        const spec = recording.get("cluster-node-class").inputs.spec as Record<string, unknown>;
        assert.equal(spec.networkPolicy, "DefaultDeny");
        assert.equal(spec.role, "leanvibe-dev-node");
        assert.deepEqual(spec.subnetSelectorTerms, [{ id: "subnet-a" }, { id: "subnet-b" }]);
        assert.deepEqual(spec.securityGroupSelectorTerms, [{ id: "sg-cluster" }]);
    });

    it("allows metrics-server what it needs, since the nodes deny by default", () => {
        const spec = recording.get("cluster-metrics-server-policy").inputs.spec as Record<string, unknown>;
        assert.deepEqual(spec.podSelector, { matchLabels: { "app.kubernetes.io/name": "metrics-server" } });
        assert.deepEqual(spec.policyTypes, ["Ingress", "Egress"]);
        assert.equal(recording.get("cluster-metrics-server").inputs.addonName, "metrics-server");
    });

    it("ties the Kubernetes provider to the cluster by its ARN", () => {
        const { inputs } = recording.get("cluster-kubernetes");
        assert.equal(inputs.clusterIdentifier, "arn:aws:eks:us-east-1:111111111111:cluster/leanvibe-dev");
        for (const name of ["cluster-network-policy", "cluster-node-class", "cluster-node-pool-general"]) {
            assert.match(recording.get(name).provider, /::cluster-kubernetes::/);
        }
    });

    it("is protected from deletion where the stack is", async () => {
        assert.equal(recording.get("cluster-eks").inputs.deletionProtection, false);
        const prod = await build({}, aPlatform({ protect: true }));
        assert.equal(prod.get("cluster-eks").inputs.deletionProtection, true);
    });
});

describe("access to the API endpoint", () => {
    it("is private, and no more, when no block is named", () => {
        assert.deepEqual(planEndpoint([]), { endpointPrivateAccess: true, endpointPublicAccess: false });
    });

    it("is open to the named blocks beside the VPC", () => {
        assert.deepEqual(planEndpoint(["203.0.113.0/24"]), {
            endpointPrivateAccess: true,
            endpointPublicAccess: true,
            publicAccessCidrs: ["203.0.113.0/24"],
        });
    });
});

describe("a node pool", () => {
    const pool: NodePoolConfig = {
        name: "burst",
        instanceTypes: ["m7g.large", "c7i.xlarge"],
        capacity: "spot",
        cpuLimit: 16,
        memoryLimitGiB: 64,
    };

    function requirements(overrides: Partial<NodePoolConfig> = {}): Record<string, string[]> {
        const spec = planNodePool({ ...pool, ...overrides }, ZONES).spec.template.spec as {
            requirements: { key: string; operator: string; values: string[] }[];
        };
        assert.ok(spec.requirements.every((requirement) => requirement.operator === "In"));
        return Object.fromEntries(spec.requirements.map(({ key, values }) => [key, values]));
    }

    it("has hard limits", () => {
        assert.deepEqual(planNodePool(pool, ZONES).spec.limits, { cpu: "16", memory: "64Gi" });
    });

    it("names its instance types one by one, with the architectures and zones that follow", () => {
        const found = requirements();
        assert.deepEqual(found["node.kubernetes.io/instance-type"], ["m7g.large", "c7i.xlarge"]);
        assert.deepEqual(found["kubernetes.io/arch"], ["arm64", "amd64"]);
        assert.deepEqual(found["topology.kubernetes.io/zone"], ZONES);
        assert.deepEqual(requirements({ instanceTypes: ["m7g.large"] })["kubernetes.io/arch"], ["arm64"]);
    });

    it("falls back to on-demand when spot is short, and never takes spot unasked", () => {
        assert.deepEqual(requirements()["karpenter.sh/capacity-type"], ["spot", "on-demand"]);
        assert.deepEqual(requirements({ capacity: "on-demand" })["karpenter.sh/capacity-type"], ["on-demand"]);
    });
});

describe("names of the cluster", () => {
    it("are known before the cluster is", () => {
        assert.equal(clusterArn(aPlatform()), "arn:aws:eks:us-east-1:111111111111:cluster/leanvibe-dev");
        assert.deepEqual(planAdmins([ADMIN]), { "admin-Platform": ADMIN });
    });
});
