import { DefaultSecurityGroup, FlowLog, Vpc } from "@pulumi/aws/ec2";
import { Cluster as EksCluster, type ClusterArgs } from "@pulumi/aws/eks";
import { ReplicationGroup, type ReplicationGroupArgs } from "@pulumi/aws/elasticache";
import { Instance, type InstanceArgs } from "@pulumi/aws/rds";
import type { Input } from "@pulumi/pulumi";
import type { Specimen, World } from "../specimen";
import { inside, insideOnly, keyArn, logTypes, roleArn } from "./values";

/** AWS resources that no rule finds fault with, each with what a specimen changes in it. */
type Changes<Args> = (later: World["later"]) => Partial<Args>;

export function database(changes: Changes<InstanceArgs> = () => ({})): Specimen["make"] {
    return (name, { aws, later }) => {
        const args: InstanceArgs = {
            engine: "postgres",
            engineVersion: "16.10",
            instanceClass: "db.t4g.medium",
            allocatedStorage: 20,
            storageType: "gp3",
            storageEncrypted: true,
            kmsKeyId: keyArn,
            publiclyAccessible: false,
            username: "leanvibe",
            manageMasterUserPassword: true,
            skipFinalSnapshot: true,
        };
        new Instance(name, { ...args, ...changes(later) }, aws);
    };
}

export function cache(changes: Changes<ReplicationGroupArgs> = () => ({})): Specimen["make"] {
    return (name, { aws, later }) => {
        const args: ReplicationGroupArgs = {
            description: "a cache",
            engine: "valkey",
            engineVersion: "8.0",
            nodeType: "cache.t4g.small",
            numCacheClusters: 1,
            atRestEncryptionEnabled: true,
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
        };
        new ReplicationGroup(name, { ...args, ...changes(later) }, aws);
    };
}

/** Its version is in standard support on the day on which the test makes the packs judge. */
export function cluster(changes: Changes<ClusterArgs> = () => ({})): Specimen["make"] {
    return (name, { aws, later }) => {
        const args: ClusterArgs = {
            roleArn,
            version: "1.35",
            vpcConfig: insideOnly,
            accessConfig: { authenticationMode: "API" },
            bootstrapSelfManagedAddons: false,
            computeConfig: { enabled: true, nodePools: [], nodeRoleArn: roleArn },
            storageConfig: { blockStorage: { enabled: true } },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            enabledClusterLogTypes: logTypes,
            encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
        };
        new EksCluster(name, { ...args, ...changes(later) }, aws);
    };
}

/** A network with a flow log of this traffic (undefined: without one), and its default security group taken over. */
export function network(
    traffic: (later: World["later"]) => Input<string> | undefined = () => "ALL",
    { managed = true } = {},
): Specimen["make"] {
    return (name, { aws, later }) => {
        const vpc = new Vpc(name, { cidrBlock: inside }, aws);
        const trafficType = traffic(later);
        const logDestination = "arn:aws:logs:us-east-1:111111111111:log-group:flow-log";
        if (trafficType !== undefined) {
            new FlowLog(`${name}-log`, { vpcId: vpc.id, trafficType, iamRoleArn: roleArn, logDestination }, aws);
        }
        if (managed) new DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id }, aws);
    };
}
