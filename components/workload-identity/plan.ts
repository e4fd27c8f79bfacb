import { COLOURS, objectName } from "../application/plan";
import type { Platform } from "../platform";
import { JOBS } from "../release/names";

/** Workloads that use AWS: the front end serves files and needs nothing. */
const WORKLOADS_WITH_ACCESS = ["api", "worker"] as const;

/** Service accounts that may take the role: of both colours, so that a release changes no permission, and of its Jobs. */
export function planServiceAccounts(): readonly string[] {
    const pods = COLOURS.flatMap((colour) => WORKLOADS_WITH_ACCESS.map((workload) => objectName(workload, colour)));
    return [...pods, JOBS];
}

/**
 * Who may take the role: EKS Pod Identity, for pods of this cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function planTrust(platform: Platform, clusterArn: string) {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                    StringEquals: { "aws:SourceAccount": platform.accountId },
                    ArnEquals: { "aws:SourceArn": clusterArn },
                },
            },
        ],
    };
}

/** What a pod may do: connect to the cache as its user, and read the one secret of the database. */
export function planAccess(
    platform: Platform,
    given: { readonly cacheUserId: string; readonly databaseSecretArn: string; readonly dataKeyArn: string },
) {
    const { accountId, name, region } = platform;
    const cache = `arn:aws:elasticache:${region}:${accountId}`;
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "ConnectToCache",
                Effect: "Allow",
                Action: ["elasticache:Connect"],
                Resource: [`${cache}:replicationgroup:${name}`, `${cache}:user:${given.cacheUserId}`],
            },
            {
                Sid: "ReadDatabaseSecret",
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: [given.databaseSecretArn],
            },
            {
                Sid: "DecryptDatabaseSecret",
                Effect: "Allow",
                Action: ["kms:Decrypt"],
                Resource: [given.dataKeyArn],
                Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
            },
            {
                // Before a migration the release asks up to when the database could be restored.
                Sid: "DescribeDatabase",
                Effect: "Allow",
                Action: ["rds:DescribeDBInstances"],
                Resource: [`arn:aws:rds:${region}:${accountId}:db:${name}`],
            },
        ],
    };
}
