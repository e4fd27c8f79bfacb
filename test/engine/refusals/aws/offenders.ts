import { LogGroup } from "@pulumi/aws/cloudwatch";
import { DefaultSecurityGroup, SecurityGroup, SecurityGroupRule, Subnet } from "@pulumi/aws/ec2";
import { Policy, Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Key } from "@pulumi/aws/kms";
import { Bucket, BucketPublicAccessBlock } from "@pulumi/aws/s3";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import { offender, type Specimen } from "../specimen";
import { cache, cluster, database, network } from "./good";
import {
    administrator,
    allBlocked,
    allow,
    assumeRolePolicy,
    everywhere,
    inside,
    insideOnly,
    logTypes,
    readOnly,
    ssh,
} from "./values";

const needsNetwork = "it must be a network that needs access.";
const tooMuch = 'it must not allow the action "*" on the resource "*".';

export const awsOffenders: readonly Specimen[] = [
    offender(
        "database-plain",
        "a database that is not encrypted",
        database(() => ({ storageEncrypted: false, kmsKeyId: undefined })),
        {
            "database-encrypted": "storageEncrypted is false; it must be true.",
            // AWS refuses a key without encryption.
            "database-customer-key": "kmsKeyId is not set; it must name a customer-managed key.",
        },
    ),
    offender(
        "database-aws-key",
        "a database with AWS's own key",
        database(() => ({ kmsKeyId: undefined })),
        {
            "database-customer-key": "kmsKeyId is not set; it must name a customer-managed key.",
        },
    ),
    offender(
        "database-public",
        "a database with a public address",
        database(() => ({ publiclyAccessible: true })),
        {
            "database-not-public": "publiclyAccessible is true; it must not be true.",
        },
    ),
    offender(
        "cache-plain",
        "a Redis cache that leaves encryption to its default",
        cache(() => ({ engine: "redis", engineVersion: "7.1", atRestEncryptionEnabled: undefined })),
        { "cache-encrypted-at-rest": "atRestEncryptionEnabled is not set; it must be true." },
    ),
    offender(
        "cache-clear",
        "a cache without TLS",
        cache(() => ({ transitEncryptionEnabled: false, transitEncryptionMode: undefined })),
        { "cache-encrypted-in-transit": "transitEncryptionEnabled is false; it must be true." },
    ),
    offender(
        "cache-half-clear",
        "a cache that also speaks without TLS",
        cache(() => ({ transitEncryptionMode: "preferred" })),
        { "cache-encrypted-in-transit": 'transitEncryptionMode is "preferred"; it must not be "preferred".' },
    ),
    offender(
        "cluster-plain-secrets",
        "a cluster with Secrets in plain text",
        cluster(() => ({ encryptionConfig: undefined })),
        { "cluster-secrets-encrypted": 'encryptionConfig.resources is not set; it must contain "secrets".' },
    ),
    offender(
        "cluster-open",
        "a cluster whose endpoint is open to the world",
        cluster(() => ({ vpcConfig: { ...insideOnly, endpointPublicAccess: true, publicAccessCidrs: [everywhere] } })),
        {
            "cluster-endpoint-restricted":
                'vpcConfig.publicAccessCidrs[0] is "0.0.0.0/0"; it must not be the whole internet.',
        },
    ),
    offender(
        "cluster-few-logs",
        "a cluster that does not write all logs",
        cluster(() => ({ enabledClusterLogTypes: ["api", "audit"] })),
        {
            "cluster-logs-enabled": logTypes
                .slice(2)
                .map((type) => `enabledClusterLogTypes is a list of 2; it must contain "${type}".`),
        },
    ),
    offender(
        "group-open",
        "a security group that admits the world",
        (name, { aws }) => {
            const ingress = [
                { ...ssh, cidrBlocks: [inside, everywhere] },
                { ...ssh, ipv6CidrBlocks: ["::/0"] },
            ];
            new SecurityGroup(name, { vpcId: "vpc-1", ingress }, aws);
        },
        {
            "no-ingress-from-world": [
                `ingress[0].cidrBlocks[1] is "0.0.0.0/0"; ${needsNetwork}`,
                `ingress[1].ipv6CidrBlocks[0] is "::/0"; ${needsNetwork}`,
            ],
        },
    ),
    offender(
        "rule-open",
        "a rule that admits the world",
        (name, { aws }) => {
            new SecurityGroupIngressRule(
                name,
                { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: everywhere },
                aws,
            );
        },
        { "no-ingress-from-world": `cidrIpv4 is "0.0.0.0/0"; ${needsNetwork}` },
    ),
    offender(
        "old-rule-open",
        "a rule of the older kind that admits half of the world",
        (name, { aws }) => {
            const args = { ...ssh, type: "ingress", securityGroupId: "sg-1", cidrBlocks: ["0.0.0.0/1"] };
            new SecurityGroupRule(name, args, aws);
        },
        { "no-ingress-from-world": `cidrBlocks[0] is "0.0.0.0/1"; ${needsNetwork}` },
    ),
    offender(
        "default-group-open",
        "a default security group that admits the world",
        (name, { aws }) => {
            const ingress = [{ ...ssh, cidrBlocks: [everywhere] }];
            new DefaultSecurityGroup(name, { vpcId: "vpc-1", ingress }, aws);
        },
        {
            "no-ingress-from-world": `ingress[0].cidrBlocks[0] is "0.0.0.0/0"; ${needsNetwork}`,
            "default-security-group-empty": "ingress is a list of 1; it must be empty.",
        },
    ),
    offender(
        "default-group-used",
        "a default security group that lets everything out",
        (name, { aws }) => {
            const egress = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }];
            new DefaultSecurityGroup(name, { vpcId: "vpc-1", egress }, aws);
        },
        { "default-security-group-empty": "egress is a list of 1; it must be empty." },
    ),
    offender(
        "network-unmanaged",
        "a network with AWS's default security group",
        network(() => "ALL", { managed: false }),
        {
            "default-security-group-managed": "it must have its default security group taken over.",
        },
    ),
    offender(
        "network-unlogged",
        "a network without a flow log",
        network(() => undefined),
        {
            "vpc-flow-log": "it must have a flow log of all or of rejected traffic.",
        },
    ),
    offender(
        "network-half-logged",
        "a network that logs accepted traffic alone",
        network(() => "ACCEPT"),
        {
            "vpc-flow-log": "it must have a flow log of all or of rejected traffic.",
        },
    ),
    offender(
        "subnet-public",
        "a subnet that gives out public addresses",
        (name, { aws }) => {
            new Subnet(name, { vpcId: "vpc-1", cidrBlock: inside, mapPublicIpOnLaunch: true }, aws);
        },
        { "subnet-no-public-address": "mapPublicIpOnLaunch is true; it must be false." },
    ),
    offender(
        "key-unrotated",
        "a key that is never rotated",
        (name, { aws }) => {
            new Key(name, {}, aws);
        },
        { "key-rotation": "enableKeyRotation is false; it must be true." },
    ),
    offender(
        "logs-for-ever",
        "a log group that keeps everything",
        (name, { aws }) => {
            new LogGroup(name, { retentionInDays: 0 }, aws);
        },
        {
            "log-retention": "retentionInDays is 0; it must be more than 0.",
            "log-retention-bounded": "retentionInDays is 0; it must be from 1 to 400: each 100 GB kept cost 100 × $",
        },
    ),
    offender(
        "policy-for-all",
        "a policy that allows everything",
        (name, { aws }) => {
            new Policy(name, { policy: allow("*", "*") }, aws);
        },
        { "iam-no-full-access": tooMuch },
    ),
    offender(
        "role-policy-for-all",
        "a role's policy that allows everything",
        (name, { aws }) => {
            new RolePolicy(name, { role: "some", policy: allow("*:*", "*") }, aws);
        },
        { "iam-no-full-access": tooMuch },
    ),
    offender(
        "role-for-all",
        "a role that is an administrator, by a policy within and by one of AWS's",
        (name, { aws }) => {
            const inlinePolicies = [{ name: "all", policy: allow("*", "*") }];
            new Role(name, { assumeRolePolicy, inlinePolicies, managedPolicyArns: [readOnly, administrator] }, aws);
        },
        {
            "iam-no-full-access": tooMuch,
            "iam-no-administrator": `managedPolicyArns[1] is "${administrator}"; it must not be AdministratorAccess.`,
        },
    ),
    offender(
        "attached-administrator",
        "a role that is given AdministratorAccess",
        (name, { aws }) => {
            new RolePolicyAttachment(name, { role: "some", policyArn: administrator }, aws);
        },
        { "iam-no-administrator": `policyArn is "${administrator}"; it must not be AdministratorAccess.` },
    ),
    offender(
        "block-with-holes",
        "a public access block that leaves ways open",
        (name, { aws }) => {
            const args = { ...allBlocked, blockPublicPolicy: false, restrictPublicBuckets: undefined };
            new BucketPublicAccessBlock(name, { bucket: "some-bucket", ...args }, aws);
        },
        {
            "bucket-public-access-blocked": [
                "blockPublicPolicy is false; it must be true.",
                "restrictPublicBuckets is",
            ],
        },
    ),
    offender(
        "bucket-without-block",
        "a bucket without a public access block",
        (name, { aws }) => {
            new Bucket(name, {}, aws);
        },
        { "bucket-has-public-access-block": "it must have a public access block." },
    ),
];
