import { defineRule, resources } from "../../../kit";
import type { Report, ResourceSubject, Value } from "../../../kit";
import { securityHubControl } from "../references";
import { isWorld } from "./network";

interface Settings {
    readonly allowedPorts: readonly number[];
}

const SINGLE_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

export const noIngressFromWorld = defineRule<ResourceSubject, Settings>({
    name: "no-ingress-from-world",
    title: "No security group admits the whole internet",
    severity: "critical",
    why: "The platform's one public door is the load balancer, which EKS makes; nothing else has to be open to the world.",
    catalogues: {
        fsbp: ["EC2.13", "EC2.14", "EC2.18", "EC2.19"],
        cisAws: ["5.2", "5.3"],
        checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
    },
    remediation:
        "Name the networks or the security group that need access. A port that must be public goes into the rule's " +
        "setting allowedPorts.",
    url: securityHubControl("EC2.18"),
    appliesTo: resources(
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        OLD_RULE,
        SINGLE_RULE,
    ),
    settings: {
        allowedPorts: {
            schema: {
                type: "array",
                items: { type: "integer" },
                description: "TCP or UDP ports that may be open to the world, such as 443.",
            },
            default: [],
        },
    },
    check({ type, props }, report, { allowedPorts }) {
        if (type === SINGLE_RULE) {
            judge(props, [props.at("cidrIpv4"), props.at("cidrIpv6")], "ipProtocol", allowedPorts, report);
        } else if (type === OLD_RULE) {
            if (props.at("type").read() === "ingress") {
                judge(props, sourcesOf(props), "protocol", allowedPorts, report);
            }
        } else {
            for (const ingress of props.at("ingress").items()) {
                judge(ingress, sourcesOf(ingress), "protocol", allowedPorts, report);
            }
        }
    },
});

function sourcesOf(rule: Value): Value[] {
    return [...rule.at("cidrBlocks").items(), ...rule.at("ipv6CidrBlocks").items()];
}

function judge(
    rule: Value,
    sources: readonly Value[],
    protocol: string,
    allowed: readonly number[],
    report: Report,
): void {
    for (const source of sources) {
        report.require(
            source,
            (cidr) => !isWorld(cidr) || isAllowed(rule, protocol, allowed),
            "be a network that needs access",
        );
    }
}

/** True if the rule opens allowed ports alone; ports of ICMP and of "all protocols" are no ports. */
function isAllowed(rule: Value, protocol: string, allowed: readonly number[]): boolean {
    if (allowed.length === 0 || !["tcp", "udp"].includes(String(rule.at(protocol).read()))) {
        return false;
    }
    const from = Number(rule.at("fromPort").read());
    const to = Number(rule.at("toPort").read());
    // A range is allowed port by port; no range that is longer than the list can be.
    return (
        to - from < allowed.length &&
        Array.from({ length: to - from + 1 }, (_, i) => from + i).every((port) => allowed.includes(port))
    );
}
