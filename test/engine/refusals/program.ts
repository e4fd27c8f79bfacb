import { Role } from "@pulumi/aws/iam";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import type { Specimen, World } from "./specimen";

/** Makes a stack of specimens: a Pulumi program that the test puts in the place of index.ts. */
export function makeStack(specimens: readonly Specimen[]): void {
    const aws = { provider: new AwsProvider("aws", { region: "us-east-1", allowedAccountIds: ["111111111111"] }) };
    const assumeRolePolicy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
    });
    const notMadeYet = new Role("not-made-yet", { assumeRolePolicy }, aws);
    const later: World["later"] = (value) => notMadeYet.uniqueId.apply(() => value);
    const cluster = { provider: new KubernetesProvider("cluster", { kubeconfig: later("") }) };
    for (const { name, make } of specimens) make(name ?? "", { aws, cluster, later });
}
