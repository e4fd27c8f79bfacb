import * as pulumi from "@pulumi/pulumi";

import { AccessEntryArgs } from "./args";
import { AwsResource, ClusterResource } from "./resources";

/** An access entry for each key, and under it an association for each of its policies. */
export function createAccessEntries(
    name: string,
    cluster: ClusterResource,
    entries: Readonly<Record<string, AccessEntryArgs>>,
    parent: pulumi.Resource,
): void {
    for (const [key, { accessPolicies = {}, username, principalArn, ...args }] of Object.entries(entries)) {
        const entry = new AwsResource(
            "aws:eks/accessEntry:AccessEntry",
            `${name}-${key}`,
            { ...args, principalArn, clusterName: cluster.name, userName: username },
            { parent, dependsOn: [cluster] },
        );
        for (const [association, policy] of Object.entries(accessPolicies)) {
            // Read as properties and not by apply: what is unknown of one leaves the other known.
            const given = pulumi.output(policy);
            new AwsResource(
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                `${name}-${key}-${association}`,
                {
                    accessScope: given.accessScope,
                    policyArn: given.policyArn,
                    principalArn,
                    clusterName: cluster.name,
                },
                { parent: entry, dependsOn: [entry] },
            );
        }
    }
}
