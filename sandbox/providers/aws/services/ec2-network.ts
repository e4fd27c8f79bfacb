import { fixed, made, planned, ResourceDefinition } from "../definition";
import { between, conflicts, exactlyOne, ipv4Network, oneOf } from "../rules";
import { admitSubnet, defaultsOfVpc, publicIpOf, zoneIdOf } from "./ec2-addresses";

const owner = made((facts) => facts.accountId);

/** VPCs, subnets and their gateways. */
export const ec2Network: Readonly<Record<string, ResourceDefinition>> = {
    "aws:ec2/vpc:Vpc": {
        id: (facts) => facts.made("vpc", "id"),
        defaults: { enableDnsSupport: true, instanceTenancy: "default" },
        replaceOn: ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId", "ipv4NetmaskLength"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `vpc/${facts.id}`)),
            // A pool's allocation is AWS's choice; the sandbox has no pools to ask.
            cidrBlock: fixed(""),
            defaultNetworkAclId: made((facts) => defaultsOfVpc(facts.id).networkAclId),
            defaultRouteTableId: made((facts) => defaultsOfVpc(facts.id).routeTableId),
            defaultSecurityGroupId: made((facts) => defaultsOfVpc(facts.id).securityGroupId),
            dhcpOptionsId: made((facts) => defaultsOfVpc(facts.id).dhcpOptionsId),
            enableDnsHostnames: fixed(false),
            enableNetworkAddressUsageMetrics: fixed(false),
            ipv6AssociationId: made(
                (facts) =>
                    facts.input("assignGeneratedIpv6CidrBlock") === true ? facts.made("vpc-cidr-assoc", "ipv6") : "",
                "assignGeneratedIpv6CidrBlock",
                "ipv6IpamPoolId",
            ),
            ipv6CidrBlock: made(
                (facts) =>
                    facts.input("assignGeneratedIpv6CidrBlock") === true ? `2001:db8:${facts.hex(4, "ipv6")}::/56` : "",
                "assignGeneratedIpv6CidrBlock",
                "ipv6IpamPoolId",
            ),
            ipv6CidrBlockNetworkBorderGroup: made((facts) =>
                facts.input("assignGeneratedIpv6CidrBlock") === true ? facts.region : "",
            ),
            mainRouteTableId: made((facts) => defaultsOfVpc(facts.id).routeTableId),
            ownerId: owner,
        },
        rules: [
            exactlyOne("cidrBlock", "ipv4IpamPoolId"),
            ipv4Network("cidrBlock", 16, 28),
            oneOf("instanceTenancy", ["default", "dedicated"]),
            conflicts("assignGeneratedIpv6CidrBlock", "ipv6IpamPoolId"),
        ],
        notFound: (id) => `InvalidVpcID.NotFound: The vpc ID '${id}' does not exist`,
    },
    "aws:ec2/subnet:Subnet": {
        id: (facts) => facts.made("subnet", "id"),
        required: ["vpcId"],
        defaults: {
            assignIpv6AddressOnCreation: false,
            enableDns64: false,
            enableResourceNameDnsAaaaRecordOnLaunch: false,
            enableResourceNameDnsARecordOnLaunch: false,
            ipv6Native: false,
            mapPublicIpOnLaunch: false,
        },
        replaceOn: [
            "availabilityZone",
            "availabilityZoneId",
            "cidrBlock",
            "ipv4IpamPoolId",
            "ipv4NetmaskLength",
            "ipv6IpamPoolId",
            "ipv6Native",
            "ipv6NetmaskLength",
            "outpostArn",
            "vpcId",
        ],
        computed: {
            arn: made((facts) => facts.arn("ec2", `subnet/${facts.id}`)),
            availabilityZone: made((facts) => `${facts.region}a`, "availabilityZoneId"),
            availabilityZoneId: made(
                (facts) => zoneIdOf(facts.text("availabilityZone") || `${facts.region}a`),
                "availabilityZone",
            ),
            cidrBlock: fixed(""),
            ipv6CidrBlock: fixed(""),
            ipv6CidrBlockAssociationId: made(
                (facts) => (facts.text("ipv6CidrBlock") === "" ? "" : facts.made("subnet-cidr-assoc", "ipv6")),
                "ipv6CidrBlock",
            ),
            ownerId: owner,
            privateDnsHostnameTypeOnLaunch: fixed("ip-name"),
        },
        rules: [ipv4Network("cidrBlock", 16, 28), conflicts("availabilityZone", "availabilityZoneId")],
        refers: [{ path: "vpcId", type: "aws:ec2/vpc:Vpc" }],
        notFound: (id) => `InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`,
        admit: admitSubnet,
    },
    "aws:ec2/internetGateway:InternetGateway": {
        id: (facts) => facts.made("igw", "id"),
        replaceOn: [],
        computed: {
            arn: made((facts) => facts.arn("ec2", `internet-gateway/${facts.id}`)),
            ownerId: owner,
            vpcId: fixed(""),
        },
        refers: [{ path: "vpcId", type: "aws:ec2/vpc:Vpc" }],
        notFound: (id) => `InvalidInternetGatewayID.NotFound: The internetGateway ID '${id}' does not exist`,
    },
    "aws:ec2/eip:Eip": {
        id: (facts) => facts.made("eipalloc", "id"),
        replaceOn: ["address", "customerOwnedIpv4Pool", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
        computed: {
            allocationId: made((facts) => facts.id),
            arn: made((facts) => facts.arn("ec2", `elastic-ip/${facts.id}`)),
            associationId: fixed(""),
            carrierIp: fixed(""),
            customerOwnedIp: fixed(""),
            customerOwnedIpv4Pool: fixed(""),
            domain: fixed("vpc"),
            instance: fixed(""),
            networkBorderGroup: made((facts) => facts.region),
            networkInterface: fixed(""),
            privateDns: fixed(""),
            privateIp: fixed(""),
            ptrRecord: fixed(""),
            publicDns: made((facts) => {
                const zone = facts.region === "us-east-1" ? "compute-1" : `${facts.region}.compute`;
                return `ec2-${publicIpOf(facts.id).replaceAll(".", "-")}.${zone}.amazonaws.com`;
            }),
            publicIp: made((facts) => publicIpOf(facts.id)),
            publicIpv4Pool: fixed("amazon"),
        },
        rules: [oneOf("domain", ["vpc"]), conflicts("instance", "networkInterface")],
        notFound: (id) => `InvalidAllocationID.NotFound: The allocation ID '${id}' does not exist`,
    },
    "aws:ec2/natGateway:NatGateway": {
        id: (facts) => facts.made("nat", "id"),
        defaults: { connectivityType: "public" },
        replaceOn: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
        sets: ["secondaryAllocationIds", "secondaryPrivateIpAddresses"],
        computed: {
            associationId: made((facts) => facts.made("eipassoc", "association"), "allocationId"),
            autoProvisionZones: fixed(""),
            autoScalingIps: fixed(""),
            availabilityMode: fixed("zonal"),
            availabilityZoneAddresses: fixed([]),
            networkInterfaceId: made((facts) => facts.made("eni", "primary")),
            privateIp: made((facts) => `10.${facts.digits(2, "a")}.${facts.digits(2, "b")}.${facts.digits(2, "c")}`),
            publicIp: made(
                (facts) => (facts.text("allocationId") === "" ? "" : publicIpOf(facts.text("allocationId"))),
                "allocationId",
            ),
            regionalNatGatewayAddresses: fixed([]),
            regionalNatGatewayAutoMode: fixed(""),
            routeTableId: fixed(""),
            secondaryPrivateIpAddressCount: fixed(0),
            secondaryPrivateIpAddresses: fixed([]),
            vpcId: fixed(""),
        },
        rules: [
            oneOf("connectivityType", ["public", "private"]),
            oneOf("availabilityMode", ["zonal", "regional"]),
            between("secondaryPrivateIpAddressCount", 1, 31),
            (inputs, report) => {
                const isPrivate = inputs.text("connectivityType") === "private";
                const isZonal = inputs.text("availabilityMode") !== "regional";
                if (isPrivate && inputs.has("allocationId")) {
                    report("allocationId", 'is not supported with connectivityType = "private"');
                }
                if (isZonal && !inputs.has("subnetId")) {
                    report("subnetId", "is required unless availabilityMode is regional");
                }
                if (!isPrivate && isZonal && !inputs.has("allocationId")) {
                    report(
                        "allocationId",
                        "MissingParameter: a public NAT gateway needs the allocation of an Elastic IP",
                    );
                }
            },
        ],
        refers: [
            { path: "subnetId", type: "aws:ec2/subnet:Subnet" },
            { path: "allocationId", type: "aws:ec2/eip:Eip" },
        ],
        notFound: (id) => `NatGatewayNotFound: The Nat Gateway ${id} was not found`,
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        id: (facts) => facts.made("vpce", "id"),
        required: ["vpcId"],
        defaults: { vpcEndpointType: "Gateway" },
        replaceOn: [
            "resourceConfigurationArn",
            "serviceName",
            "serviceNetworkArn",
            "serviceRegion",
            "vpcEndpointType",
            "vpcId",
        ],
        sets: ["routeTableIds", "securityGroupIds", "subnetIds"],
        documents: ["policy"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `vpc-endpoint/${facts.id}`)),
            cidrBlocks: fixed([]),
            dnsEntries: made((facts) =>
                facts.text("vpcEndpointType") === "Gateway"
                    ? []
                    : [{ dnsName: `${facts.id}.vpce.${facts.dnsSuffix}`, hostedZoneId: "Z7HUB22UULQXV" }],
            ),
            dnsOptions: made(() => ({ dnsRecordIpType: "ipv4" })),
            ipAddressType: fixed("ipv4"),
            networkInterfaceIds: made(
                (facts) => facts.list("subnetIds").map((_, index) => facts.made("eni", String(index))),
                "subnetIds",
            ),
            ownerId: owner,
            policy: made(() =>
                JSON.stringify({
                    Version: "2008-10-17",
                    Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
                }),
            ),
            prefixListId: made((facts) =>
                facts.text("vpcEndpointType") === "Gateway" ? `pl-${facts.hex(8, facts.text("serviceName"))}` : "",
            ),
            privateDnsEnabled: fixed(false),
            requesterManaged: fixed(false),
            routeTableIds: fixed([]),
            securityGroupIds: made((facts) =>
                facts.text("vpcEndpointType") === "Gateway" ? [] : [defaultsOfVpc(facts.text("vpcId")).securityGroupId],
            ),
            serviceRegion: planned((facts) => facts.region),
            state: fixed("available"),
            subnetConfigurations: fixed([]),
            subnetIds: fixed([]),
        },
        rules: [
            oneOf("vpcEndpointType", ["Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork"]),
            exactlyOne("serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
            (inputs, report) => {
                if (inputs.text("vpcEndpointType") !== "Gateway") {
                    return;
                }
                for (const property of ["subnetIds", "securityGroupIds", "privateDnsEnabled"]) {
                    if (inputs.has(property) && inputs.flag(property) !== false) {
                        report(property, "InvalidParameter: is not allowed for an endpoint of type Gateway");
                    }
                }
            },
        ],
        refers: [
            { path: "vpcId", type: "aws:ec2/vpc:Vpc" },
            { path: "subnetIds[]", type: "aws:ec2/subnet:Subnet" },
            { path: "securityGroupIds[]", type: "aws:ec2/securityGroup:SecurityGroup" },
            { path: "routeTableIds[]", type: "aws:ec2/routeTable:RouteTable" },
        ],
        notFound: (id) => `InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${id}' does not exist`,
    },
};
