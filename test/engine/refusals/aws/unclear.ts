import { LogGroup } from "@pulumi/aws/cloudwatch";
import { DefaultSecurityGroup, FlowLog, SecurityGroup, Subnet, Vpc } from "@pulumi/aws/ec2";
import { Policy, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Key } from "@pulumi/aws/kms";
import { Bucket, BucketPublicAccessBlock } from "@pulumi/aws/s3";
import type { Input } from "@pulumi/pulumi";
import { unclear, type Specimen } from "../specimen";
import { cache, cluster, database, network } from "./good";
import { administrator, allBlocked, allow, everywhere, inside, insideOnly, roleArn, ssh } from "./values";

export const awsUnclear: readonly Specimen[] = [
    unclear(
        "database-unknown",
        "a database whose settings are not known yet",
        database((later) => ({
            storageEncrypted: later(false),
            kmsKeyId: later("alias/aws/rds"),
            publiclyAccessible: later(true),
        })),
        {
            "database-encrypted": "storageEncrypted",
            "database-customer-key": "kmsKeyId",
            "database-not-public": "publiclyAccessible",
        },
    ),
    unclear(
        "cache-unknown",
        "a cache whose settings are not known yet",
        cache((later) => ({
            atRestEncryptionEnabled: later(false),
            transitEncryptionEnabled: later(false),
            transitEncryptionMode: later("preferred"),
        })),
        {
            "cache-encrypted-at-rest": "atRestEncryptionEnabled",
            "cache-encrypted-in-transit": ["transitEncryptionEnabled", "transitEncryptionMode"],
        },
    ),
    unclear(
        "cluster-unknown",
        "a cluster whose settings are not known yet",
        cluster((later) => ({
            vpcConfig: { ...insideOnly, endpointPublicAccess: true, publicAccessCidrs: later([everywhere]) },
            enabledClusterLogTypes: later(["api"]),
            encryptionConfig: later({ provider: { keyArn: "" }, resources: [] }),
        })),
        {
            "cluster-endpoint-restricted": "vpcConfig.publicAccessCidrs",
            "cluster-logs-enabled": "enabledClusterLogTypes",
            "cluster-secrets-encrypted": "encryptionConfig.resources",
        },
    ),
    unclear(
        "group-unknown",
        "a security group whose source is not known yet",
        (name, { aws, later }) => {
            new SecurityGroup(name, { vpcId: "vpc-1", ingress: [{ ...ssh, cidrBlocks: [later(everywhere)] }] }, aws);
        },
        { "no-ingress-from-world": "ingress[0].cidrBlocks[0]" },
    ),
    unclear(
        "default-group-unknown",
        "a default security group whose rules are not known yet",
        (name, { aws, later }) => {
            const ingress = later([{ ...ssh, cidrBlocks: [everywhere] }]);
            new DefaultSecurityGroup(name, { vpcId: "vpc-1", ingress }, aws);
        },
        { "no-ingress-from-world": "ingress", "default-security-group-empty": "ingress" },
    ),
    unclear(
        "network-unknown-log",
        "a network whose flow log is of unknown traffic",
        network((later) => later("ACCEPT")),
        { "vpc-flow-log": "trafficType" },
    ),
    unclear(
        "subnet-unknown",
        "a subnet that may give out addresses",
        (name, { aws, later }) => {
            new Subnet(name, { vpcId: "vpc-1", cidrBlock: inside, mapPublicIpOnLaunch: later(true) }, aws);
        },
        { "subnet-no-public-address": "mapPublicIpOnLaunch" },
    ),
    unclear(
        "key-unknown",
        "a key whose rotation is not known yet",
        (name, { aws, later }) => {
            new Key(name, { enableKeyRotation: later(false) }, aws);
        },
        { "key-rotation": "enableKeyRotation", "monthly-limit": "enableKeyRotation" },
    ),
    unclear(
        "logs-unknown",
        "a log group whose retention is not known yet",
        (name, { aws, later }) => {
            new LogGroup(name, { retentionInDays: later(0) }, aws);
        },
        { "log-retention": "retentionInDays", "log-retention-bounded": "retentionInDays" },
    ),
    unclear(
        "policy-unknown",
        "a policy whose text is not known yet",
        (name, { aws, later }) => {
            new Policy(name, { policy: later(allow("*", "*")) }, aws);
        },
        { "iam-no-full-access": "policy" },
    ),
    unclear(
        "attached-unknown",
        "an attachment of a policy that is not known yet",
        (name, { aws, later }) => {
            new RolePolicyAttachment(name, { role: "some", policyArn: later(administrator) }, aws);
        },
        { "iam-no-administrator": "policyArn" },
    ),
    unclear(
        "block-unknown",
        "a public access block whose switches are not known yet",
        (name, { aws, later }) => {
            const args = { bucket: "some-bucket", ...allBlocked, blockPublicAcls: later(false) };
            new BucketPublicAccessBlock(name, args, aws);
        },
        { "bucket-public-access-blocked": "blockPublicAcls" },
    ),
];

export const awsUnclearRelations: readonly Specimen[] = [
    unclear(
        "network-of-unknown",
        "a network that may be the one that an unclear flow log and default group are for",
        (name, { aws, later }) => {
            new Vpc(name, { cidrBlock: inside }, aws);
            const vpcId: Input<string> = later("vpc-2");
            const logDestination = "arn:aws:logs:us-east-1:111111111111:log-group:flow-log";
            new FlowLog("unclear-log", { vpcId, trafficType: "ALL", iamRoleArn: roleArn, logDestination }, aws);
            new DefaultSecurityGroup("unclear-group", { vpcId }, aws);
        },
        {
            "vpc-flow-log": "vpcId of 'unclear-log'",
            "default-security-group-managed": "vpcId of 'unclear-group'",
        },
    ),
    unclear(
        "bucket-of-unknown",
        "a bucket that may be the one that an unclear public access block is for",
        (name, { aws, later }) => {
            new Bucket(name, {}, aws);
            new BucketPublicAccessBlock("unclear-block", { bucket: later("another"), ...allBlocked }, aws);
        },
        { "bucket-has-public-access-block": "bucket of 'unclear-block'" },
    ),
];
