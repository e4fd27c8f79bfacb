import {
    DefaultSecurityGroup,
    Eip,
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    RouteTableAssociation,
    Subnet,
    Vpc,
    VpcEndpoint,
} from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

import type { NetworkConfig } from "../config";
import { componentTags, type Platform } from "../platform";
import { FlowLogs } from "./flow-logs";
import { planNetwork, type NetworkPlan, type SubnetPlan, type SubnetTier } from "./plan";

/** Arguments of Network. */
export interface NetworkArgs {
    readonly platform: Platform;
    /** Availability zones, in order. */
    readonly zones: readonly string[];
    readonly network: NetworkConfig;
    /** ARN of the KMS key for the flow logs' log group. */
    readonly logsKeyArn: pulumi.Input<string>;
}

/** What a load balancer controller finds a subnet by. https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html */
const ROLE_TAGS: Readonly<Record<SubnetTier, Readonly<Record<string, string>>>> = {
    public: { "kubernetes.io/role/elb": "1" },
    private: { "kubernetes.io/role/internal-elb": "1" },
    data: {},
};

const EVERYWHERE = "0.0.0.0/0";

/**
 * A VPC over several zones in three tiers: public (load balancers, NAT), private (nodes and pods, out through NAT) and
 * data (database and cache, with no way out of the VPC).
 */
export class Network extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    /** Subnets of nodes and pods, one a zone, in the order of the zones. */
    readonly privateSubnetIds: readonly pulumi.Output<string>[];
    /** Subnets of load balancers, one a zone, in the order of the zones. */
    readonly publicSubnetIds: readonly pulumi.Output<string>[];
    /** Subnets of database and cache, one a zone, in the order of the zones. */
    readonly dataSubnetIds: readonly pulumi.Output<string>[];
    /** How the address block was divided. */
    readonly plan: NetworkPlan;
    private readonly platform: Platform;
    private readonly label: string;

    constructor(name: string, args: NetworkArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:Network", name, args, opts);
        this.platform = args.platform;
        this.label = name;
        this.plan = planNetwork({ ...args.network, zones: args.zones });

        const vpc = new Vpc(
            `${name}-vpc`,
            { cidrBlock: this.plan.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: this.tags("vpc") },
            { parent: this },
        );
        this.vpcId = vpc.id;
        new DefaultSecurityGroup(
            `${name}-default-security-group`,
            { vpcId: vpc.id, ingress: [], egress: [], tags: this.tags("default-unused") },
            { parent: this },
        );
        const subnets = new Map(this.plan.subnets.map((plan) => [plan, this.subnet(plan, vpc)]));
        const inTier = (tier: SubnetTier) => [...subnets].filter(([plan]) => plan.tier === tier);
        this.publicSubnetIds = inTier("public").map(([, subnet]) => subnet.id);
        this.privateSubnetIds = inTier("private").map(([, subnet]) => subnet.id);
        this.dataSubnetIds = inTier("data").map(([, subnet]) => subnet.id);

        const internet = this.routePublic(vpc, inTier("public"));
        const gateways = this.natGateways(inTier("public"), internet);
        const privateTables = this.routePrivate(vpc, inTier("private"), gateways);
        this.routeData(vpc, inTier("data"));

        // Free of charge, and image layers then do not pay for NAT.
        new VpcEndpoint(
            `${name}-s3`,
            {
                vpcId: vpc.id,
                vpcEndpointType: "Gateway",
                serviceName: `com.amazonaws.${args.platform.region}.s3`,
                routeTableIds: privateTables.map((table) => table.id),
                tags: this.tags("s3"),
            },
            { parent: this },
        );
        new FlowLogs(
            `${name}-flow-logs`,
            {
                platform: args.platform,
                vpcId: vpc.id,
                retentionDays: args.network.flowLogRetentionDays,
                logsKeyArn: args.logsKeyArn,
            },
            { parent: this },
        );
        this.registerOutputs({
            vpcId: this.vpcId,
            publicSubnetIds: this.publicSubnetIds,
            privateSubnetIds: this.privateSubnetIds,
            dataSubnetIds: this.dataSubnetIds,
        });
    }

    /** Address blocks of one tier's subnets, in the order of the zones. */
    cidrsOf(tier: SubnetTier): string[] {
        return this.plan.subnets.filter((subnet) => subnet.tier === tier).map((subnet) => subnet.cidr);
    }

    private tags(thing: string): Record<string, string> {
        return componentTags(this.platform, "network", `${this.platform.name}-${thing}`);
    }

    private subnet(plan: SubnetPlan, vpc: Vpc): Subnet {
        const thing = `${plan.tier}-${plan.zone}`;
        return new Subnet(
            `${this.label}-${thing}`,
            {
                vpcId: vpc.id,
                availabilityZone: plan.zone,
                cidrBlock: plan.cidr,
                mapPublicIpOnLaunch: false,
                tags: { ...this.tags(thing), tier: plan.tier, ...ROLE_TAGS[plan.tier] },
            },
            { parent: this },
        );
    }

    private routeTable(thing: string, vpc: Vpc): RouteTable {
        return new RouteTable(
            `${this.label}-${thing}-routes`,
            { vpcId: vpc.id, tags: this.tags(thing) },
            { parent: this },
        );
    }

    private associate(plan: SubnetPlan, subnet: Subnet, table: RouteTable): void {
        new RouteTableAssociation(
            `${this.label}-${plan.tier}-${plan.zone}-association`,
            { subnetId: subnet.id, routeTableId: table.id },
            { parent: this },
        );
    }

    private routePublic(vpc: Vpc, subnets: readonly (readonly [SubnetPlan, Subnet])[]): Route {
        const gateway = new InternetGateway(
            `${this.label}-internet-gateway`,
            { vpcId: vpc.id, tags: this.tags("internet-gateway") },
            { parent: this },
        );
        const table = this.routeTable("public", vpc);
        const internet = new Route(
            `${this.label}-public-internet`,
            { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id },
            { parent: this },
        );
        for (const [plan, subnet] of subnets) {
            this.associate(plan, subnet, table);
        }
        return internet;
    }

    /** A NAT gateway is of use, and AWS creates it, only once its subnet reaches the internet. */
    private natGateways(
        publicSubnets: readonly (readonly [SubnetPlan, Subnet])[],
        internet: Route,
    ): Map<string, NatGateway> {
        const inNatZones = publicSubnets.filter(([plan]) => this.plan.natZones.includes(plan.zone));
        return new Map(
            inNatZones.map(([{ zone }, subnet]) => {
                const tags = this.tags(`nat-${zone}`);
                const address = new Eip(`${this.label}-nat-${zone}-address`, { domain: "vpc", tags }, { parent: this });
                const gateway = new NatGateway(
                    `${this.label}-nat-${zone}`,
                    { subnetId: subnet.id, allocationId: address.allocationId, tags },
                    { parent: this, dependsOn: [internet] },
                );
                return [zone, gateway];
            }),
        );
    }

    /** A table for each zone even with one NAT gateway, so that a change of their number only changes routes. */
    private routePrivate(
        vpc: Vpc,
        subnets: readonly (readonly [SubnetPlan, Subnet])[],
        gateways: ReadonlyMap<string, NatGateway>,
    ): RouteTable[] {
        return subnets.map(([plan, subnet]) => {
            const table = this.routeTable(`private-${plan.zone}`, vpc);
            this.associate(plan, subnet, table);
            const gateway = gateways.get(this.plan.natZoneOf[plan.zone] ?? "");
            new Route(
                `${this.label}-private-${plan.zone}-internet`,
                { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId: gateway?.id },
                { parent: this },
            );
            return table;
        });
    }

    /** No route but the VPC's own: what runs here cannot reach out, and nobody can reach in. */
    private routeData(vpc: Vpc, subnets: readonly (readonly [SubnetPlan, Subnet])[]): void {
        const table = this.routeTable("data", vpc);
        for (const [plan, subnet] of subnets) {
            this.associate(plan, subnet, table);
        }
    }
}
