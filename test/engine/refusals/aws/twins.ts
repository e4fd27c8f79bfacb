import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup, SecurityGroupRule, Subnet } from "@pulumi/aws/ec2";
import { Policy, Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Key } from "@pulumi/aws/kms";
import { Bucket, BucketPublicAccessBlock } from "@pulumi/aws/s3";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import { twin, type Specimen } from "../specimen";
import { cache, cluster, database, network } from "./good";
import { allBlocked, allow, assumeRolePolicy, everywhere, inside, readOnly, ssh } from "./values";

export const awsTwins: readonly Specimen[] = [
    twin("database", database()),
    twin("cache", cache()),
    twin("cluster", cluster()),
    twin("network", network()),
    twin(
        "network-rejects",
        network(() => "REJECT"),
    ),
    twin("group", (name, { aws }) => {
        const egress = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }];
        new SecurityGroup(name, { vpcId: "vpc-1", ingress: [{ ...ssh, cidrBlocks: [inside] }], egress }, aws);
    }),
    twin("rule", (name, { aws }) => {
        const args = { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: inside };
        new SecurityGroupIngressRule(name, args, aws);
    }),
    twin("old-rule", (name, { aws }) => {
        const args = { ...ssh, type: "egress", securityGroupId: "sg-1", cidrBlocks: [everywhere] };
        new SecurityGroupRule(name, args, aws);
    }),
    twin("subnet", (name, { aws }) => {
        new Subnet(name, { vpcId: "vpc-1", cidrBlock: inside }, aws);
    }),
    twin("key", (name, { aws }) => {
        new Key(name, { enableKeyRotation: true }, aws);
    }),
    twin("signing-key", (name, { aws }) => {
        new Key(name, { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "RSA_2048" }, aws);
    }),
    twin("logs", (name, { aws }) => {
        new LogGroup(name, { retentionInDays: 400 }, aws);
    }),
    twin("policy", (name, { aws }) => {
        new Policy(name, { policy: allow("*", "arn:aws:s3:::some-bucket/*") }, aws);
    }),
    twin("role", (name, { aws }) => {
        const inlinePolicies = [{ name: "some", policy: allow("s3:*", "*") }];
        new Role(name, { assumeRolePolicy, inlinePolicies, managedPolicyArns: [readOnly] }, aws);
    }),
    twin("attached", (name, { aws }) => {
        new RolePolicyAttachment(name, { role: "some", policyArn: readOnly }, aws);
    }),
    twin("bucket", (name, { aws }) => {
        const bucket = new Bucket(name, {}, aws);
        new BucketPublicAccessBlock(`${name}-block`, { bucket: bucket.id, ...allBlocked }, aws);
    }),
    twin("named-bucket", (name, { aws }) => {
        new Bucket(name, { bucket: "leanvibe-named" }, aws);
        new BucketPublicAccessBlock(`${name}-block`, { bucket: "leanvibe-named", ...allBlocked }, aws);
    }),
];
