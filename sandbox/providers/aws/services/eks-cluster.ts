import { ProviderError } from "../../protocol/service";
import { Account } from "../account";
import { Facts } from "../definition";
import { arn, ipv4Network, matches, not, oneOf, parseCidr, Rule } from "../rules";
import { clusterName } from "./eks-names";

/** The three switches that make Auto Mode; AWS wants all of them on or all of them off. */
const AUTO_MODE = [
    "computeConfig.enabled",
    "kubernetesNetworkConfig.elasticLoadBalancing.enabled",
    "storageConfig.blockStorage.enabled",
];

/** What the provider refuses in a cluster's inputs. */
export const clusterRules: readonly Rule[] = [
    clusterName("name"),
    matches("version", /^1\.\d{2}$/, "expected a Kubernetes minor version such as 1.34"),
    arn("roleArn"),
    arn("encryptionConfig.provider.keyArn"),
    oneOf("encryptionConfig.resources[]", ["secrets"]),
    oneOf("enabledClusterLogTypes[]", ["api", "audit", "authenticator", "controllerManager", "scheduler"]),
    oneOf("accessConfig.authenticationMode", ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]),
    oneOf("upgradePolicy.supportType", ["STANDARD", "EXTENDED"]),
    oneOf("kubernetesNetworkConfig.ipFamily", ["ipv4", "ipv6"]),
    oneOf("computeConfig.nodePools[]", ["general-purpose", "system"]),
    ipv4Network("vpcConfig.publicAccessCidrs[]"),
    ipv4Network("kubernetesNetworkConfig.serviceIpv4Cidr", 12, 24),
    (inputs, report) => {
        for (const { path, value } of inputs.each("kubernetesNetworkConfig.serviceIpv4Cidr")) {
            const network = typeof value === "string" ? parseCidr(value) : undefined;
            const ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(parseCidr);
            const isPrivate = ranges.some(
                (range) =>
                    range !== undefined &&
                    network !== undefined &&
                    network.base >= range.base &&
                    network.last <= range.last,
            );
            if (!isPrivate) {
                report(path, "expected a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
            }
        }
    },
    (inputs, report) => {
        const settled = AUTO_MODE.every((path) => !inputs.isUnknown(path));
        const on = AUTO_MODE.filter((path) => inputs.flag(path) === true);
        if (settled && on.length > 0 && on.length < AUTO_MODE.length) {
            report(AUTO_MODE[0] ?? "", `${AUTO_MODE.join(", ")} must all be set to either true or false`);
        }
    },
    not(
        "bootstrapSelfManagedAddons",
        "InvalidParameterException: bootstrapSelfManagedAddons must be false for a cluster with EKS Auto Mode",
        (inputs) => inputs.flag("computeConfig.enabled") === true && inputs.flag("bootstrapSelfManagedAddons") === true,
    ),
    not(
        "computeConfig.nodeRoleArn",
        "InvalidParameterException: nodeRoleArn is required when computeConfig names node pools",
        (inputs) => inputs.each("computeConfig.nodePools[]").length > 0 && !inputs.has("computeConfig.nodeRoleArn"),
    ),
    not(
        "vpcConfig.endpointPublicAccess",
        "InvalidParameterException: Private and public endpoint access cannot be false",
        (inputs) =>
            inputs.flag("vpcConfig.endpointPublicAccess") === false &&
            !inputs.isUnknown("vpcConfig.endpointPrivateAccess") &&
            inputs.flag("vpcConfig.endpointPrivateAccess") !== true,
    ),
];

/** Refuses a cluster whose subnets lie in one zone only. Subnets that this run has not seen are not judged. */
export function admitCluster(facts: Facts, account: Account): void {
    const ids = facts.list("vpcConfig.subnetIds");
    const subnets = account.all("aws:ec2/subnet:Subnet").filter(({ id }) => ids.includes(id));
    const zones = new Set(subnets.map(({ outputs }) => outputs.availabilityZone));
    if (subnets.length === ids.length && zones.size < 2) {
        throw new ProviderError(
            "creating EKS Cluster: api error InvalidParameterException: Subnets specified must be in at least two different AZs",
        );
    }
}
