import { PodIdentityAssociation } from "@pulumi/aws/eks";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { componentTags, type Platform } from "../platform";
import { planAccess, planServiceAccounts, planTrust } from "./plan";

/** Arguments of WorkloadIdentity. */
export interface WorkloadIdentityArgs {
    readonly platform: Platform;
    readonly clusterArn: string;
    /** Namespace of the service accounts. */
    readonly namespace: string;
    /** The cache's user that pods connect as. */
    readonly cacheUserId: string;
    /** ARN of the secret with the database's credentials. */
    readonly databaseSecretArn: pulumi.Input<string>;
    /** ARN of the KMS key that encrypts that secret. */
    readonly dataKeyArn: pulumi.Input<string>;
}

/** What the application's pods may do in AWS, by EKS Pod Identity: no key is handed out, and nodes get no such right. */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** Must be there before a pod starts: credentials are injected at its start only. */
    readonly associations: readonly pulumi.Resource[];

    constructor(name: string, args: WorkloadIdentityArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:WorkloadIdentity", name, args, opts);
        const { platform } = args;
        const tags = componentTags(platform, "workload-identity", `${platform.name}-app`);
        const role = new Role(
            `${name}-role`,
            {
                name: `${platform.name}-app`,
                description: `Application pods of ${platform.name}`,
                assumeRolePolicy: JSON.stringify(planTrust(platform, args.clusterArn)),
                tags,
            },
            { parent: this },
        );
        const policy = new RolePolicy(
            `${name}-role-policy`,
            {
                role: role.name,
                policy: pulumi
                    .all([args.databaseSecretArn, args.dataKeyArn])
                    .apply(([databaseSecretArn, dataKeyArn]) =>
                        JSON.stringify(
                            planAccess(platform, { cacheUserId: args.cacheUserId, databaseSecretArn, dataKeyArn }),
                        ),
                    ),
            },
            { parent: this },
        );
        const associations = planServiceAccounts().map(
            (serviceAccount) =>
                new PodIdentityAssociation(
                    `${name}-${serviceAccount}`,
                    {
                        clusterName: platform.name,
                        namespace: args.namespace,
                        serviceAccount,
                        roleArn: role.arn,
                        tags,
                    },
                    { parent: this },
                ),
        );
        this.associations = [policy, ...associations];
        this.registerOutputs({ roleArn: role.arn });
    }
}
