import * as pulumi from "@pulumi/pulumi";
import { version as awsVersion } from "@pulumi/aws/package.json";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";

/**
 * The children as plain resources by token: loading the aws and kubernetes SDKs would cost each start of the plugin
 * seconds, and adds nothing that the engine sees. Versions are those of the SDKs beside the program, so that one
 * plugin of each serves both.
 */

/** A resource of the aws provider, with the outputs that the component reads. */
export class AwsResource extends pulumi.CustomResource {
    declare public readonly arn: pulumi.Output<string>;
    declare public readonly name: pulumi.Output<string>;

    public constructor(type: string, name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
        super(type, name, { name: undefined, arn: undefined, ...inputs }, { ...options, version: awsVersion });
    }
}

/** What the component reads of `aws:eks/cluster:Cluster`. */
export class ClusterResource extends AwsResource {
    declare public readonly certificateAuthority: pulumi.Output<{ data: string }>;
    declare public readonly endpoint: pulumi.Output<string>;
    declare public readonly identities: pulumi.Output<{ oidcs: { issuer: string }[] }[]>;
    declare public readonly version: pulumi.Output<string>;
    declare public readonly vpcConfig: pulumi.Output<{ clusterSecurityGroupId: string; vpcId: string }>;

    public constructor(name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
        const outputs = {
            certificateAuthority: undefined,
            endpoint: undefined,
            identities: undefined,
            version: undefined,
        };
        super("aws:eks/cluster:Cluster", name, { ...outputs, ...inputs }, options);
    }
}

/** The component's own Kubernetes provider. */
export class KubernetesProviderResource extends pulumi.ProviderResource {
    public constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ResourceOptions) {
        super("kubernetes", name, inputs, { ...options, version: kubernetesVersion });
    }
}

/** A resource of the kubernetes provider. */
export class KubernetesResource extends pulumi.CustomResource {
    public constructor(type: string, name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
        super(type, name, inputs, { ...options, version: kubernetesVersion });
    }
}

/** Look-ups, answered by the aws provider that the component inherits. */
export function invokeAws<Result>(token: string, args: pulumi.Inputs, parent: pulumi.Resource): pulumi.Output<Result> {
    return pulumi.runtime.invokeOutput<Result>(token, args, { parent, version: awsVersion });
}
