import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { AwsResource } from "./resources";

/** What a service role is made of. */
export interface ServiceRoleArgs {
    /** Who may assume the role, e.g. `eks.amazonaws.com`. */
    readonly service: pulumi.Input<string>;
    readonly description?: string;
    readonly assumeRoleActions?: readonly string[];
    /** Names of AWS-managed policies. */
    readonly managedPolicies: readonly string[];
    readonly partition: pulumi.Output<string>;
    readonly tags: pulumi.Input<unknown>;
}

/** The component `eks:index:ServiceRole`: a role and the managed policies that are attached to it. */
export class ServiceRole extends pulumi.ComponentResource {
    /** The role, as soon as it exists. */
    public readonly directRole: AwsResource;
    /** The role once every policy is attached. */
    public readonly resolvedRole: pulumi.Output<AwsResource>;

    public constructor(name: string, args: ServiceRoleArgs, options: pulumi.ComponentResourceOptions) {
        super("eks:index:ServiceRole", name, {}, options);
        const assumeRolePolicy = pulumi.output(args.service).apply((service) =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Action: args.assumeRoleActions ?? ["sts:AssumeRole"],
                        Effect: "Allow",
                        Principal: { Service: [service] },
                    },
                ],
            }),
        );
        this.directRole = new AwsResource(
            "aws:iam/role:Role",
            `${name}-role`,
            { assumeRolePolicy, description: args.description, tags: args.tags },
            { parent: this },
        );
        const attachments = args.managedPolicies.map(
            (policy) =>
                new AwsResource(
                    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                    `${name}-${policyHash(policy)}`,
                    {
                        policyArn: pulumi.interpolate`arn:${args.partition}:iam::aws:policy/${policy}`,
                        role: this.directRole,
                    },
                    { parent: this },
                ),
        );
        const role = this.directRole;
        this.resolvedRole = pulumi.all([role.arn, ...attachments.map((attachment) => attachment.id)]).apply(() => role);
        this.registerOutputs({});
    }
}

/** The suffix of an attachment's name; the real component always hashes the ARN of the partition `aws`. */
function policyHash(policy: string): string {
    return createHash("sha1").update(`arn:aws:iam::aws:policy/${policy}`).digest("hex").slice(0, 8);
}
