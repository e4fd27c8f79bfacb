import { strict as assert } from "node:assert";

import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import { PropertyMap, UNKNOWN, Unknown } from "../../../sandbox/providers/protocol/value";
import { Engine, urnOf } from "./harness";
import { samples } from "./samples";

type Case = readonly [change: PropertyMap, property: string, reason: RegExp];

const POLICY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };
const ROLE = "arn:aws:iam::111111111111:role/x";

/** Inputs that the real provider or AWS refuses, put into the type's sample; null takes an input away. */
const REFUSED: Readonly<Record<string, readonly Case[]>> = {
    "aws:ec2/vpc:Vpc": [
        [{ cidrBlock: "10.10.0.1/16" }, "cidrBlock", /did you mean "10.10.0.0\/16"/],
        [{ cidrBlock: "10.0.0.0/8" }, "cidrBlock", /between \/16 and \/28/],
        [{ cidrBlock: "10.0.0.0" }, "cidrBlock", /not a valid IPv4 CIDR block/],
        [{ cidrBlock: "10.0.0.256/24" }, "cidrBlock", /not a valid IPv4 CIDR block/],
        [{ cidrBlock: null }, "cidrBlock", /exactly one of cidrBlock, ipv4IpamPoolId.*got none/],
        [{ ipv4IpamPoolId: "ipam-1" }, "cidrBlock", /got cidrBlock and ipv4IpamPoolId/],
        [{ instanceTenancy: "host" }, "instanceTenancy", /expected one of/],
    ],
    "aws:ec2/subnet:Subnet": [
        [{ vpcId: null }, "vpcId", /Missing required argument/],
        [{ cidrBlock: "10.10.0.0/29" }, "cidrBlock", /between \/16 and \/28/],
        [{ availabilityZoneId: "use1-az1" }, "availabilityZone", /conflicts with availabilityZoneId/],
    ],
    "aws:ec2/natGateway:NatGateway": [
        [{ allocationId: null }, "allocationId", /needs the allocation of an Elastic IP/],
        [{ connectivityType: "private" }, "allocationId", /not supported/],
        [{ subnetId: null }, "subnetId", /is required/],
    ],
    "aws:ec2/vpcEndpoint:VpcEndpoint": [[{ vpcEndpointType: "Gateway" }, "subnetIds", /not allowed.*Gateway/]],
    "aws:ec2/route:Route": [
        [{ gatewayId: "igw-1" }, "carrierGatewayId", /got gatewayId and natGatewayId/],
        [{ destinationCidrBlock: null }, "destinationCidrBlock", /got none/],
    ],
    "aws:ec2/flowLog:FlowLog": [
        [{ iamRoleArn: null }, "iamRoleArn", /is required for cloud-watch-logs/],
        [{ trafficType: "SOME" }, "trafficType", /expected one of/],
        [{ maxAggregationInterval: 300 }, "maxAggregationInterval", /expected one of \[60,600\]/],
    ],
    "aws:ec2/networkAclRule:NetworkAclRule": [[{ ruleNumber: 0 }, "ruleNumber", /range \(1 - 32766\)/]],
    "aws:ec2/securityGroup:SecurityGroup": [
        [{ name: "sg-x" }, "name", /cannot begin with sg-/],
        [{ description: "ü" }, "description", /are allowed in a description/],
        [{ ingress: [{ protocol: "-1", fromPort: 1, toPort: 2 }] }, "ingress[0].protocol", /must both be 0/],
        [{ egress: [{ protocol: "tcp", fromPort: 1, toPort: 70000 }] }, "egress[0].toPort", /range \(-1 - 65535\)/],
        [
            { egress: [{ protocol: "tcp", fromPort: 1, toPort: 1, cidrBlocks: ["x"] }] },
            "egress[0].cidrBlocks[0]",
            /CIDR/,
        ],
    ],
    "aws:ec2/securityGroupRule:SecurityGroupRule": [
        [{ cidrBlocks: null }, "cidrBlocks", /must be set/],
        [{ fromPort: 500 }, "fromPort", /must not be above toPort/],
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        [{ cidrIpv6: "::/0" }, "cidrIpv4", /exactly one of/],
        [{ ipProtocol: "-1" }, "fromPort", /not allowed with ipProtocol "-1"/],
        [{ toPort: null }, "fromPort", /are required for tcp/],
    ],
    "aws:iam/role:Role": [
        [{ assumeRolePolicy: "{" }, "assumeRolePolicy", /invalid JSON/],
        [{ assumeRolePolicy: JSON.stringify(POLICY) }, "assumeRolePolicy", /Missing required field Principal/],
        [{ maxSessionDuration: 60 }, "maxSessionDuration", /range \(3600 - 43200\)/],
        [{ name: "a b" }, "name", /alphanumeric/],
        [{ name: "x".repeat(65) }, "name", /\(1 - 64\)/],
        [{ path: "x" }, "path", /begins and ends with \//],
    ],
    "aws:iam/policy:Policy": [
        [{ policy: JSON.stringify({ ...POLICY, Version: "2012-10-18" }) }, "policy", /Version must be/],
        [{ policy: JSON.stringify({ Version: "2012-10-17" }) }, "policy", /no Statement/],
        [
            { policy: JSON.stringify({ Statement: [{ Effect: "allow", Action: "*", Resource: "*" }] }) },
            "policy",
            /Effect must be Allow or Deny, got "allow"/,
        ],
        [
            { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*" } }) },
            "policy",
            /must contain resources/,
        ],
        [
            { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*", Principal: "*" } }) },
            "policy",
            /should not specify a principal/,
        ],
        [
            { policy: JSON.stringify({ Statement: { Effect: "Allow", Actions: "*", Resource: "*" } }) },
            "policy",
            /exactly one of Action and NotAction/,
        ],
    ],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [[{ policyArn: "x" }, "policyArn", /invalid ARN/]],
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": [[{ url: "http://x" }, "url", /https/]],
    "aws:kms/key:Key": [
        [{ deletionWindowInDays: 3 }, "deletionWindowInDays", /range \(7 - 30\)/],
        [{ customerMasterKeySpec: "RSA_2048" }, "enableKeyRotation", /only symmetric/],
        [{ policy: JSON.stringify(POLICY) }, "policy", /Missing required field Principal/],
    ],
    "aws:kms/alias:Alias": [
        [{ name: "some" }, "name", /must begin with "alias\/"/],
        [{ name: "alias/aws/x" }, "name", /not "alias\/aws\/"/],
    ],
    "aws:cloudwatch/logGroup:LogGroup": [
        [{ retentionInDays: 31 }, "retentionInDays", /expected one of \[0,1,3/],
        [{ name: "a b" }, "name", /are allowed/],
    ],
    "aws:cloudwatch/metricAlarm:MetricAlarm": [
        [{ period: 45 }, "period", /multiple of 60/],
        [{ extendedStatistic: "p99" }, "statistic", /conflicts with extendedStatistic/],
    ],
    "aws:eks/cluster:Cluster": [
        [{ version: "1.34.1" }, "version", /minor version/],
        [{ enabledClusterLogTypes: ["all"] }, "enabledClusterLogTypes[0]", /expected one of/],
        [{ storageConfig: null }, "computeConfig.enabled", /must all be set to either true or false/],
        [{ bootstrapSelfManagedAddons: true }, "bootstrapSelfManagedAddons", /must be false/],
        [{ computeConfig: { enabled: true, nodePools: ["system"] } }, "computeConfig.nodeRoleArn", /is required/],
        [
            { vpcConfig: { subnetIds: [], endpointPublicAccess: false } },
            "vpcConfig.endpointPublicAccess",
            /Private and public endpoint access cannot be false/,
        ],
        [
            { kubernetesNetworkConfig: { serviceIpv4Cidr: "11.0.0.0/16", elasticLoadBalancing: { enabled: true } } },
            "kubernetesNetworkConfig.serviceIpv4Cidr",
            /within 10.0.0.0\/8/,
        ],
    ],
    "aws:eks/accessEntry:AccessEntry": [
        [{ type: "EC2", kubernetesGroups: ["x"] }, "kubernetesGroups", /must be empty for type EC2/],
    ],
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": [
        [{ policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy" }, "policyArn", /EKS access policy/],
        [{ accessScope: { type: "cluster", namespaces: ["x"] } }, "accessScope.namespaces", /must be empty/],
    ],
    "aws:eks/nodeGroup:NodeGroup": [
        [{ scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 3 } }, "scalingConfig", /must lie between/],
    ],
    "aws:rds/instance:Instance": [
        [{ identifier: "Leanvibe" }, "identifier", /lowercase/],
        [{ identifier: "a--b" }, "identifier", /two consecutive hyphens/],
        [{ identifier: "1a" }, "identifier", /must be a letter/],
        [{ instanceClass: "t4g.medium" }, "instanceClass", /such as db.t4g.medium/],
        [{ maxAllocatedStorage: 20 }, "maxAllocatedStorage", /greater than allocatedStorage/],
        [{ backupRetentionPeriod: 36 }, "backupRetentionPeriod", /range \(0 - 35\)/],
        [{ monitoringInterval: 60 }, "monitoringRoleArn", /is required if MonitoringInterval is not 0/],
        [{ monitoringInterval: 7, monitoringRoleArn: ROLE }, "monitoringInterval", /expected one of/],
        [{ password: "x".repeat(16) }, "password", /conflicts with manageMasterUserPassword/],
        [{ manageMasterUserPassword: null }, "manageMasterUserPassword", /is needed with a username/],
        [{ storageEncrypted: false }, "kmsKeyId", /needs storageEncrypted/],
        [{ username: "rdsadmin" }, "username", /reserved word/],
        [{ dbName: "lean-vibe" }, "dbName", /letters, digits and _/],
        [{ maintenanceWindow: "sunday" }, "maintenanceWindow", /ddd:hh24:mi/],
        [{ performanceInsightsRetentionPeriod: 30 }, "performanceInsightsRetentionPeriod", /expected one of \[7,31/],
    ],
    "aws:rds/parameterGroup:ParameterGroup": [[{ name: "A" }, "name", /lowercase/]],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        [{ engineVersion: "8" }, "engineVersion", /not a version of valkey/],
        [{ numCacheClusters: 1 }, "automaticFailoverEnabled", /at least 2/],
        [{ automaticFailoverEnabled: false, multiAzEnabled: true }, "multiAzEnabled", /must be true/],
        [{ numNodeGroups: 2 }, "numCacheClusters", /conflicts with numNodeGroups/],
        [{ transitEncryptionEnabled: false }, "userGroupIds", /need transitEncryptionEnabled/],
        [{ replicationGroupId: "x".repeat(41) }, "replicationGroupId", /\(1 - 40\)/],
    ],
    "aws:elasticache/user:User": [[{ userName: "other" }, "userName", /must equal its userId/]],
    "aws:elasticache/userGroup:UserGroup": [[{ engine: "redis", userIds: null }, "userIds", /DefaultUserRequired/]],
    "aws:secretsmanager/secret:Secret": [[{ recoveryWindowInDays: 5 }, "recoveryWindowInDays", /7 - 30/]],
    "aws:secretsmanager/secretVersion:SecretVersion": [[{ secretBinary: "eA==" }, "secretString", /exactly one/]],
    "aws:s3/bucket:Bucket": [
        [{ bucket: "A" }, "bucket", /3 to 63 lowercase/],
        [{ bucket: "192.168.0.1" }, "bucket", /3 to 63 lowercase/],
    ],
    "aws:ecr/repository:Repository": [[{ name: "Leanvibe" }, "name", /lowercase/]],
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": [[{ policy: "x" }, "policy", /invalid JSON/]],
};

describe("what the aws stand-in refuses before anything is made", () => {
    let engine: Engine;
    before(async () => {
        engine = await Engine.start(new AwsProvider("7.48.0"), { region: "us-east-1" });
    });
    after(() => {
        engine.stop();
    });

    for (const [type, cases] of Object.entries(REFUSED)) {
        for (const [change, property, reason] of cases) {
            it(`${type} with ${JSON.stringify(change).slice(0, 90)}`, async () => {
                const { failures } = await engine.check(urnOf(type), { ...samples[type], ...change });
                const reasons = failures
                    .filter((failure) => failure.property === property)
                    .map((found) => found.reason);
                assert(
                    reasons.some((text) => reason.test(text)),
                    `expected ${property}: ${String(reason)}, got ${JSON.stringify(failures)}`,
                );
            });
        }
    }

    it("takes a policy that is given as an object", async () => {
        const { inputs, failures } = await engine.check(urnOf("aws:iam/policy:Policy"), { policy: POLICY });
        assert.deepEqual(failures, []);
        assert(typeof inputs.policy === "string");
        assert.deepEqual(JSON.parse(inputs.policy), POLICY);
        const unsure = { ...POLICY, Statement: [{ Effect: "Allow", Action: "s3:*", Resource: UNKNOWN }] };
        const { inputs: first } = await engine.check(urnOf("aws:iam/policy:Policy"), { policy: unsure });
        assert(first.policy instanceof Unknown);
    });
});
