import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as EksProvider } from "@pulumi/eks/provider";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";

/** No cluster: the stand-ins only want to see that one is named. */
const kubeconfig = JSON.stringify({
    clusters: [{ name: "bench", cluster: { server: "https://cluster.invalid" } }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
    users: [{ name: "bench", user: {} }],
    "current-context": "bench",
});

/** The three providers that the platform uses: to register them starts their plugins. */
export const providers = {
    aws: new AwsProvider("aws", { region: "us-east-1", defaultTags: { tags: { "leanvibe:environment": "dev" } } }),
    eks: new EksProvider("eks"),
    kubernetes: new KubernetesProvider("kubernetes", { kubeconfig }),
};
