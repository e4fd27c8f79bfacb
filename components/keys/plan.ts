import type { Platform } from "../platform";

/** What a customer-managed key encrypts. One key for each, so that access to one kind of data gives none to another. */
export type KeyPurpose = "cluster" | "data" | "logs";

/** One statement of a key policy. */
export interface KeyStatement {
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Principal: { readonly AWS: string } | { readonly Service: string };
    readonly Action: readonly string[];
    readonly Resource: "*";
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One key to be. */
export interface KeyPlan {
    readonly purpose: KeyPurpose;
    readonly alias: string;
    readonly description: string;
    readonly policy: { readonly Version: "2012-10-17"; readonly Statement: readonly KeyStatement[] };
}

/** Days between the order to delete a key and its end: the longest that KMS has, as nothing it encrypted outlives it. */
export const DELETION_WINDOW_DAYS = 30;

/**
 * Administration without use: none of these decrypts anything. Naming the account's root hands the decision to the
 * account's IAM policies and keeps the key manageable when every role is gone.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

const USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** Services that keep the platform's data, and may use the data key on behalf of a caller in this account. */
const DATA_SERVICES = ["elasticache", "rds", "secretsmanager"];

/** Prefixes of the log groups that the platform makes; nothing else may be encrypted with the logs key. */
export function logGroupPrefixes(name: string): readonly string[] {
    return [`/aws/eks/${name}/`, `/aws/rds/instance/${name}/`, `/leanvibe/${name}/`];
}

/** The platform's keys. */
export function planKeys(platform: Platform): readonly KeyPlan[] {
    const { accountId, name, region } = platform;
    const root = { AWS: `arn:aws:iam::${accountId}:root` };
    const administration: KeyStatement = {
        Sid: "AdministrationByIam",
        Effect: "Allow",
        Principal: root,
        Action: ADMINISTRATION,
        Resource: "*",
    };
    const key = (purpose: KeyPurpose, description: string, statements: readonly KeyStatement[]): KeyPlan => ({
        purpose,
        alias: `alias/${name}-${purpose}`,
        description: `${description} of ${name}`,
        policy: { Version: "2012-10-17", Statement: [administration, ...statements] },
    });
    return [
        key("cluster", "Kubernetes Secrets in the control plane", [
            useByIam("UseInThisAccount", root, { StringEquals: { "kms:CallerAccount": accountId } }),
            // EKS asks for its grant with the rights of whoever creates the cluster, and does not support the condition
            // that the data key's grants have. https://docs.aws.amazon.com/eks/latest/userguide/create-cluster.html
            grants(root, { StringEquals: { "kms:CallerAccount": accountId } }),
        ]),
        key("data", "Database, cache, and the database's master password", [
            useByIam("UseThroughDataServices", root, {
                StringEquals: {
                    "kms:CallerAccount": accountId,
                    "kms:ViaService": DATA_SERVICES.map((service) => `${service}.${region}.amazonaws.com`),
                },
            }),
            grants(root, {
                Bool: { "kms:GrantIsForAWSResource": "true" },
                StringEquals: { "kms:CallerAccount": accountId },
            }),
        ]),
        key("logs", "CloudWatch log groups", [
            {
                Sid: "UseByCloudWatchLogs",
                Effect: "Allow",
                Principal: { Service: `logs.${region}.amazonaws.com` },
                Action: USE,
                Resource: "*",
                // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
                Condition: {
                    ArnLike: {
                        "kms:EncryptionContext:aws:logs:arn": logGroupPrefixes(name).map(
                            (prefix) => `arn:aws:logs:${region}:${accountId}:log-group:${prefix}*`,
                        ),
                    },
                },
            },
        ]),
    ];
}

function useByIam(
    sid: string,
    principal: { readonly AWS: string },
    condition: NonNullable<KeyStatement["Condition"]>,
): KeyStatement {
    return { Sid: sid, Effect: "Allow", Principal: principal, Action: USE, Resource: "*", Condition: condition };
}

/** EKS, RDS and ElastiCache keep using a key through grants. */
function grants(principal: { readonly AWS: string }, condition: NonNullable<KeyStatement["Condition"]>): KeyStatement {
    return {
        Sid: "GrantsForAwsServices",
        Effect: "Allow",
        Principal: principal,
        Action: ["kms:CreateGrant"],
        Resource: "*",
        Condition: condition,
    };
}
