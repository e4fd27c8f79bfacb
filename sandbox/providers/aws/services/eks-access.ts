import { fixed, made, ResourceDefinition } from "../definition";
import { arn, length, matches, oneOf } from "../rules";
import { CREATED_AT } from "./constants";
import { CLUSTER_NAME, onCluster } from "./eks-names";

/** Who may use a cluster, and what its pods may do in AWS. */
export const eksAccess: Readonly<Record<string, ResourceDefinition>> = {
    "aws:eks/accessEntry:AccessEntry": {
        id: (facts) => `${facts.text("clusterName")}:${facts.text("principalArn")}`,
        required: ["clusterName", "principalArn"],
        defaults: { type: "STANDARD" },
        replaceOn: ["clusterName", "principalArn", "type"],
        sets: ["kubernetesGroups"],
        computed: {
            accessEntryArn: made((facts) => {
                const [, , , , account = "", principal = ""] = facts.text("principalArn").split(":");
                const id = `${facts.hex(8, "a")}-${facts.hex(4, "b")}-${facts.hex(4, "c")}`;
                const role = principal.replace(/^role\/(.*\/)?/, "role/");
                return facts.arn(
                    "eks",
                    `access-entry/${facts.text("clusterName")}/${role.replace("/", `/${account}/`)}/${id}`,
                );
            }, "principalArn"),
            createdAt: fixed(CREATED_AT),
            kubernetesGroups: fixed([]),
            modifiedAt: fixed(CREATED_AT),
            userName: made((facts) => {
                const [, , , , account = "", principal = ""] = facts.text("principalArn").split(":");
                const role = principal.split("/").at(-1) ?? "";
                return facts.text("type") === "STANDARD"
                    ? `arn:${facts.partition}:sts::${account}:assumed-role/${role}/{{SessionName}}`
                    : "system:node:{{EC2PrivateDNSName}}";
            }, "principalArn"),
        },
        rules: [
            CLUSTER_NAME,
            arn("principalArn"),
            oneOf("type", [
                "STANDARD",
                "EC2",
                "EC2_LINUX",
                "EC2_WINDOWS",
                "FARGATE_LINUX",
                "HYBRID_LINUX",
                "HYPERPOD_LINUX",
            ]),
            (inputs, report) => {
                const type = inputs.text("type") ?? "STANDARD";
                if (
                    type !== "STANDARD" &&
                    inputs.has("kubernetesGroups") &&
                    inputs.each("kubernetesGroups[]").length > 0
                ) {
                    report("kubernetesGroups", `InvalidParameterException: must be empty for type ${type}`);
                }
            },
        ],
        refers: onCluster,
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        id: (facts) => ["clusterName", "principalArn", "policyArn"].map((path) => facts.text(path)).join("#"),
        untagged: true,
        required: ["accessScope", "clusterName", "policyArn", "principalArn"],
        replaceOn: ["accessScope", "clusterName", "policyArn", "principalArn"],
        computed: { associatedAt: fixed(CREATED_AT), modifiedAt: fixed(CREATED_AT) },
        rules: [
            CLUSTER_NAME,
            arn("policyArn"),
            matches(
                "policyArn",
                /^arn:[\w-]+:eks::aws:cluster-access-policy\/\w+$/,
                "expected the ARN of an EKS access policy",
            ),
            arn("principalArn"),
            oneOf("accessScope.type", ["cluster", "namespace"]),
            (inputs, report) => {
                const isCluster = inputs.text("accessScope.type") === "cluster";
                if (isCluster && inputs.each("accessScope.namespaces[]").length > 0) {
                    report("accessScope.namespaces", "must be empty when accessScope.type is cluster");
                }
            },
        ],
        refers: [...onCluster, { path: "principalArn", type: "aws:eks/accessEntry:AccessEntry", by: "principalArn" }],
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        framework: true,
        id: (facts) => `a-${facts.hex(17, "id")}`,
        required: ["clusterName", "namespace", "roleArn", "serviceAccount"],
        replaceOn: ["clusterName", "namespace", "serviceAccount"],
        computed: {
            associationArn: made((facts) =>
                facts.arn("eks", `podidentityassociation/${facts.text("clusterName")}/${facts.id}`),
            ),
            associationId: made((facts) => facts.id),
            disableSessionTags: fixed(false),
            externalId: made(
                (facts) => (facts.text("targetRoleArn") === "" ? "" : facts.hex(32, "external")),
                "targetRoleArn",
            ),
        },
        rules: [
            CLUSTER_NAME,
            arn("roleArn"),
            arn("targetRoleArn"),
            length("namespace", 1, 63),
            length("serviceAccount", 1, 253),
        ],
        refers: onCluster,
    },
};
