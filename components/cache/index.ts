import type { SecurityGroup } from "@pulumi/aws/ec2";
import { ParameterGroup, ReplicationGroup, SubnetGroup, User, UserGroup } from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";

import type { CacheConfig } from "../config";
import { dataTierSecurityGroup, type DataTierArgs } from "../data-tier";
import { finalSnapshot } from "../final-snapshot";
import { componentTags } from "../platform";
import { applicationUserId, CACHE_PORT, cacheFamily, planReplicationGroup, planUsers } from "./plan";

/** Arguments of Cache. */
export interface CacheArgs extends DataTierArgs {
    readonly cache: CacheConfig;
}

/** Valkey or Redis on ElastiCache, for streams: encrypted, reachable from the cluster only, never evicting a message. */
export class Cache extends pulumi.ComponentResource {
    /** Host name of the primary. */
    readonly host: pulumi.Output<string>;
    readonly port: number = CACHE_PORT;
    /** Whether a connection must be encrypted. */
    readonly tls: boolean = true;
    /** The user that the application connects as: its id and its name, which IAM wants to be the same. */
    readonly userId: string;
    /** Id of the replication group, known beforehand: a token of IAM is made out to it. */
    readonly replicationGroupId: string;
    private readonly args: CacheArgs;

    constructor(name: string, args: CacheArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:Cache", name, args, opts);
        this.args = args;
        const { platform } = args;
        this.userId = applicationUserId(platform.name);
        this.replicationGroupId = platform.name;
        const tags = this.tags();
        const subnetGroup = new SubnetGroup(
            `${name}-subnets`,
            {
                name: platform.name,
                description: `Data subnets of ${platform.name}`,
                subnetIds: [...args.subnetIds],
                tags,
            },
            { parent: this },
        );
        const parameters = new ParameterGroup(
            `${name}-parameters`,
            {
                name: `${platform.name}-${cacheFamily(args.cache)}`,
                description: `Streams of ${platform.name}`,
                family: cacheFamily(args.cache),
                // A stream entry is work to do: when memory is full, a write must fail loudly, not push out another.
                parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
                tags,
            },
            { parent: this },
        );
        const group = new ReplicationGroup(
            `${name}-replication-group`,
            {
                ...planReplicationGroup(platform.name, args.cache, platform.protect),
                ...finalSnapshot(platform, args.dataKeyArn),
                description: `Streams and cache of ${platform.name}`,
                port: CACHE_PORT,
                subnetGroupName: subnetGroup.name,
                parameterGroupName: parameters.name,
                securityGroupIds: [this.securityGroup(name).id],
                userGroupIds: [this.userGroup(name).userGroupId],
                atRestEncryptionEnabled: true,
                kmsKeyId: args.dataKeyArn,
                transitEncryptionEnabled: this.tls,
                transitEncryptionMode: "required",
                autoMinorVersionUpgrade: true,
                tags,
            },
            { parent: this, protect: platform.protect },
        );
        this.host = group.primaryEndpointAddress;
        this.registerOutputs({ host: this.host, port: this.port });
    }

    private tags(): Record<string, string> {
        return componentTags(this.args.platform, "cache", `${this.args.platform.name}-cache`);
    }

    private userGroup(name: string): UserGroup {
        const { cache, platform } = this.args;
        const users = planUsers(platform.name, cache.engine).map(
            (plan) =>
                new User(
                    `${name}-user-${plan.userName}`,
                    {
                        userId: plan.userId,
                        userName: plan.userName,
                        engine: cache.engine,
                        accessString: plan.accessString,
                        authenticationMode: { type: plan.authentication },
                        tags: this.tags(),
                    },
                    { parent: this },
                ),
        );
        return new UserGroup(
            `${name}-users`,
            {
                userGroupId: platform.name,
                engine: cache.engine,
                userIds: users.map((user) => user.userId),
                tags: this.tags(),
            },
            { parent: this },
        );
    }

    private securityGroup(name: string): SecurityGroup {
        const { platform, vpcId, clientSecurityGroupId } = this.args;
        const access = {
            platform,
            component: "cache",
            service: "Cache",
            port: CACHE_PORT,
            vpcId,
            clientSecurityGroupId,
        };
        return dataTierSecurityGroup(name, { ...access, tags: this.tags() }, this);
    }
}
