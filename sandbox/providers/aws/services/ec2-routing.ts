import { fixed, made, ResourceDefinition } from "../definition";
import { arn, between, exactlyOne, ipv4Network, ipv6Network, oneOf } from "../rules";

const owner = made((facts) => facts.accountId);

const ROUTE_DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
const ROUTE_TARGETS = [
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
];
const FLOW_SOURCES = [
    "eniId",
    "regionalNatGatewayId",
    "subnetId",
    "transitGatewayAttachmentId",
    "transitGatewayId",
    "vpcId",
];

/** Routes, network ACLs and flow logs. */
export const ec2Routing: Readonly<Record<string, ResourceDefinition>> = {
    "aws:ec2/routeTable:RouteTable": {
        id: (facts) => facts.made("rtb", "id"),
        required: ["vpcId"],
        replaceOn: ["vpcId"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `route-table/${facts.id}`)),
            ownerId: owner,
            propagatingVgws: fixed([]),
            routes: fixed([]),
        },
        rules: [ipv4Network("routes[].cidrBlock")],
        refers: [{ path: "vpcId", type: "aws:ec2/vpc:Vpc" }],
        notFound: (id) => `InvalidRouteTableID.NotFound: The routeTable ID '${id}' does not exist`,
    },
    "aws:ec2/route:Route": {
        id: (facts) =>
            `r-${facts.text("routeTableId")}${facts.digits(10, ROUTE_DESTINATIONS.map((path) => facts.text(path)).join())}`,
        untagged: true,
        required: ["routeTableId"],
        replaceOn: ["routeTableId", ...ROUTE_DESTINATIONS],
        computed: {
            instanceId: fixed(""),
            instanceOwnerId: fixed(""),
            networkInterfaceId: fixed(""),
            origin: fixed("CreateRoute"),
            state: fixed("active"),
        },
        rules: [
            exactlyOne(...ROUTE_DESTINATIONS),
            exactlyOne(...ROUTE_TARGETS),
            ipv4Network("destinationCidrBlock"),
            ipv6Network("destinationIpv6CidrBlock"),
        ],
        refers: [
            { path: "routeTableId", type: "aws:ec2/routeTable:RouteTable" },
            { path: "natGatewayId", type: "aws:ec2/natGateway:NatGateway" },
            { path: "gatewayId", type: "aws:ec2/internetGateway:InternetGateway" },
        ],
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        id: (facts) => facts.made("rtbassoc", "id"),
        untagged: true,
        required: ["routeTableId"],
        replaceOn: ["gatewayId", "subnetId"],
        computed: {},
        rules: [exactlyOne("subnetId", "gatewayId")],
        refers: [
            { path: "routeTableId", type: "aws:ec2/routeTable:RouteTable" },
            { path: "subnetId", type: "aws:ec2/subnet:Subnet" },
        ],
    },
    "aws:ec2/flowLog:FlowLog": {
        id: (facts) => facts.made("fl", "id"),
        defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
        replaceOn: [
            ...FLOW_SOURCES,
            "deliverCrossAccountRole",
            "destinationOptions",
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "trafficType",
        ],
        computed: {
            arn: made((facts) => facts.arn("ec2", `vpc-flow-log/${facts.id}`)),
            logDestination: fixed(""),
            logFormat: fixed(
                // The default format, version 2: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
                [
                    "version account-id interface-id srcaddr dstaddr srcport dstport protocol",
                    "packets bytes start end action log-status",
                ]
                    .join(" ")
                    .replaceAll(/\S+/g, (field) => `\${${field}}`),
            ),
        },
        rules: [
            exactlyOne(...FLOW_SOURCES),
            oneOf("trafficType", ["ACCEPT", "REJECT", "ALL"]),
            oneOf("logDestinationType", ["cloud-watch-logs", "s3", "kinesis-data-firehose"]),
            oneOf("maxAggregationInterval", [60, 600]),
            arn("iamRoleArn"),
            arn("logDestination"),
            (inputs, report) => {
                if (inputs.text("logDestinationType") === "cloud-watch-logs" && !inputs.has("iamRoleArn")) {
                    report("iamRoleArn", "InvalidParameter: DeliverLogsPermissionArn is required for cloud-watch-logs");
                }
            },
        ],
        refers: [
            { path: "vpcId", type: "aws:ec2/vpc:Vpc" },
            { path: "subnetId", type: "aws:ec2/subnet:Subnet" },
        ],
    },
    "aws:ec2/networkAcl:NetworkAcl": {
        id: (facts) => facts.made("acl", "id"),
        required: ["vpcId"],
        replaceOn: ["vpcId"],
        sets: ["subnetIds"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `network-acl/${facts.id}`)),
            egress: fixed([]),
            ingress: fixed([]),
            ownerId: owner,
            subnetIds: fixed([]),
        },
        rules: ["ingress", "egress"].flatMap((side) => [
            between(`${side}[].ruleNo`, 1, 32766),
            between(`${side}[].fromPort`, 0, 65535),
            between(`${side}[].toPort`, 0, 65535),
            oneOf(`${side}[].action`, ["allow", "deny", "ALLOW", "DENY"]),
            ipv4Network(`${side}[].cidrBlock`),
        ]),
        refers: [
            { path: "vpcId", type: "aws:ec2/vpc:Vpc" },
            { path: "subnetIds[]", type: "aws:ec2/subnet:Subnet" },
        ],
        notFound: (id) => `InvalidNetworkAclID.NotFound: The networkAcl ID '${id}' does not exist`,
    },
    "aws:ec2/networkAclRule:NetworkAclRule": {
        id: (facts) => `nacl-${facts.digits(10, "id")}`,
        untagged: true,
        required: ["networkAclId", "protocol", "ruleAction", "ruleNumber"],
        defaults: { egress: false },
        replaceOn: [
            "cidrBlock",
            "egress",
            "fromPort",
            "icmpCode",
            "icmpType",
            "ipv6CidrBlock",
            "networkAclId",
            "protocol",
            "ruleAction",
            "ruleNumber",
            "toPort",
        ],
        computed: {},
        rules: [
            exactlyOne("cidrBlock", "ipv6CidrBlock"),
            ipv4Network("cidrBlock"),
            ipv6Network("ipv6CidrBlock"),
            between("ruleNumber", 1, 32766),
            between("fromPort", 0, 65535),
            between("toPort", 0, 65535),
            oneOf("ruleAction", ["allow", "deny", "ALLOW", "DENY"]),
        ],
        refers: [{ path: "networkAclId", type: "aws:ec2/networkAcl:NetworkAcl" }],
    },
};
