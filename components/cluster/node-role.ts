import { Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { componentTags, type Platform } from "../platform";
import { NODE_POLICIES } from "./plan";

/** The IAM role of the nodes, with its policies attached. */
export interface NodeRole {
    readonly role: Role;
    /** The role's name, known before it exists. */
    readonly roleName: string;
    readonly attachments: readonly RolePolicyAttachment[];
}

/** Makes the nodes' role: `eks.Cluster` would make a broader one, and name it at random. */
export function createNodeRole(name: string, platform: Platform, parent: pulumi.Resource): NodeRole {
    const roleName = `${platform.name}-node`;
    const role = new Role(
        `${name}-node-role`,
        {
            name: roleName,
            description: `Nodes of the EKS cluster ${platform.name}`,
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
            }),
            tags: componentTags(platform, "cluster", roleName),
        },
        { parent },
    );
    const attachments = NODE_POLICIES.map(
        (policy) =>
            new RolePolicyAttachment(
                `${name}-node-role-${policy}`,
                { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
                { parent },
            ),
    );
    return { role, roleName, attachments };
}
