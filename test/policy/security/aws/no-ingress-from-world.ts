import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { noIngressFromWorld } from "../../../../policies/security/rules/aws/no-ingress-from-world";

const HTTPS = { protocol: "tcp", fromPort: 443, toPort: 443 };

function group(ingress: unknown): CaseResource {
    return { type: "aws:ec2/securityGroup:SecurityGroup", props: { ingress } };
}

function rule(props: object): CaseResource {
    return { type: "aws:ec2/securityGroupRule:SecurityGroupRule", props };
}

function single(props: object): CaseResource {
    return { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", props };
}

export const table: RuleTable = {
    rule: noIngressFromWorld,
    good: [
        { name: "a group without rules", given: group([]) },
        { name: "a network of one's own", given: group([{ ...HTTPS, cidrBlocks: ["10.0.0.0/8"] }]) },
        {
            name: "a private IPv6 network, also with blanks around it",
            given: group([{ ...HTTPS, ipv6CidrBlocks: ["fc00::/7", " fd00::/8 "] }]),
        },
        { name: "another security group", given: single({ referencedSecurityGroupId: UNKNOWN, ipProtocol: "tcp" }) },
        { name: "a way out to the world", given: rule({ type: "egress", cidrBlocks: ["0.0.0.0/0"], protocol: "-1" }) },
        {
            name: "a port that the configuration opens",
            given: single({ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
            config: { allowedPorts: [443] },
        },
        {
            name: "a range of ports that the configuration opens",
            given: single({ ipProtocol: "udp", fromPort: 80, toPort: 81, cidrIpv6: "::/0" }),
            config: { allowedPorts: [81, 80] },
        },
        {
            name: "a port that the configuration opens, in a group and in a rule of its own, old style",
            given: group([{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }]),
            config: { allowedPorts: [443] },
        },
        {
            name: "such a rule of its own",
            given: rule({ type: "ingress", ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }),
            config: { allowedPorts: [443] },
        },
        {
            name: "single addresses, with and without their prefix",
            given: group([{ ...HTTPS, cidrBlocks: ["203.0.113.7", "203.0.113.7/32"], ipv6CidrBlocks: ["2600::1"] }]),
        },
        {
            name: "the widest networks that are not the world",
            given: group([{ ...HTTPS, cidrBlocks: ["54.0.0.0/8"], ipv6CidrBlocks: ["2600::/12"] }]),
        },
    ],
    bad: [
        {
            name: "the world over IPv4",
            given: group([{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }]),
            at: "ingress[0].cidrBlocks[0]",
        },
        {
            name: "the world over IPv6",
            given: group([{ ...HTTPS, ipv6CidrBlocks: ["::/0"] }]),
            at: "ingress[0].ipv6CidrBlocks[0]",
        },
        {
            name: "the world in two halves",
            given: group([{ ...HTTPS, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] }]),
            at: ["ingress[0].cidrBlocks[0]", "ingress[0].cidrBlocks[1]"],
        },
        {
            name: "all of the routed IPv6",
            given: group([{ ...HTTPS, ipv6CidrBlocks: ["2000::/3"] }]),
            at: "ingress[0].ipv6CidrBlocks[0]",
        },
        {
            name: "the world with blanks around it, and with a private network's digits further on",
            given: group([{ ...HTTPS, cidrBlocks: [" 0.0.0.0/0 "], ipv6CidrBlocks: ["2000:fd::/3"] }]),
            at: ["ingress[0].cidrBlocks[0]", "ingress[0].ipv6CidrBlocks[0]"],
        },
        {
            name: "a range wider than all ports that there are",
            given: single({ ipProtocol: "tcp", fromPort: 0, toPort: 1e12, cidrIpv4: "0.0.0.0/0" }),
            config: { allowedPorts: [443] },
            at: "cidrIpv4",
        },
        {
            name: "the default security group",
            given: {
                type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
                props: { ingress: [{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }] },
            },
            at: "ingress[0].cidrBlocks[0]",
        },
        {
            name: "a rule of its own, old style",
            given: rule({ type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }),
            at: "cidrBlocks[0]",
        },
        {
            name: "a rule of its own, over IPv4 and IPv6",
            given: single({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", cidrIpv6: "::/0" }),
            at: ["cidrIpv4", "cidrIpv6"],
        },
        {
            name: "more ports than the configuration opens",
            given: single({ ipProtocol: "tcp", fromPort: 80, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
            config: { allowedPorts: [80, 443] },
            at: "cidrIpv4",
        },
        {
            name: "a range of which the configuration opens one port",
            given: single({ ipProtocol: "tcp", fromPort: 443, toPort: 444, cidrIpv4: "0.0.0.0/0" }),
            config: { allowedPorts: [443, 8443] },
            at: "cidrIpv4",
        },
        {
            name: "all protocols, where the configuration opens a port",
            given: single({ ipProtocol: "-1", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
            config: { allowedPorts: [443] },
            at: "cidrIpv4",
        },
    ],
    unknown: [
        { name: "an unknown network", given: single({ ipProtocol: "tcp", cidrIpv4: UNKNOWN }), at: "cidrIpv4" },
        {
            name: "an unknown network, and judges the others",
            given: group([{ ...HTTPS, cidrBlocks: [UNKNOWN, "10.0.0.0/8"] }]),
            at: "ingress[0].cidrBlocks[0]",
        },
        { name: "unknown rules", given: group(UNKNOWN), at: "ingress" },
        {
            name: "an unknown direction",
            given: rule({ type: UNKNOWN, cidrBlocks: ["0.0.0.0/0"] }),
            at: "type",
        },
    ],
};
