import { ProviderError } from "../../protocol/service";
import { fixed, made, ResourceDefinition } from "../definition";
import { Inputs } from "../inputs";
import { between, conflicts, exactlyOne, ipv4Network, ipv6Network, length, matches, not, oneOf, Rule } from "../rules";
import { defaultsOfVpc } from "./ec2-addresses";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const owner = made((facts) => facts.accountId);

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
const DESCRIPTION = /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/;
const DESCRIPTION_FORM = "only letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed in a description";

/** The rules inside a security group: ports, networks, and port 0 where all protocols are meant. */
function inlineRules(side: "ingress" | "egress"): Rule[] {
    return [
        between(`${side}[].fromPort`, -1, 65535),
        between(`${side}[].toPort`, -1, 65535),
        ipv4Network(`${side}[].cidrBlocks[]`),
        ipv6Network(`${side}[].ipv6CidrBlocks[]`),
        matches(`${side}[].description`, DESCRIPTION, DESCRIPTION_FORM),
        length(`${side}[].description`, 0, 255),
        (inputs, report) => {
            for (const { path, value } of inputs.each(`${side}[].protocol`)) {
                const ports = ["fromPort", "toPort"].map((port) => inputs.number(path.replace(/protocol$/, port)));
                if ((value === "-1" || value === "all") && ports.some((port) => port !== undefined && port !== 0)) {
                    report(path, `fromPort and toPort must both be 0 to use the 'ALL' "-1" protocol`);
                }
            }
        },
    ];
}

/** One rule per resource (`aws:vpc/...`), which is either way the same but for its direction. */
function singleRule(): ResourceDefinition {
    return {
        framework: true,
        id: (facts) => facts.made("sgr", "id"),
        required: ["ipProtocol", "securityGroupId"],
        replaceOn: ["securityGroupId"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `security-group-rule/${facts.id}`)),
            securityGroupRuleId: made((facts) => facts.id),
        },
        rules: [
            exactlyOne("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"),
            ipv4Network("cidrIpv4"),
            ipv6Network("cidrIpv6"),
            between("fromPort", -1, 65535),
            between("toPort", -1, 65535),
            matches("description", DESCRIPTION, DESCRIPTION_FORM),
            not(
                "fromPort",
                'InvalidParameterValue: fromPort and toPort are not allowed with ipProtocol "-1"',
                (inputs) => inputs.text("ipProtocol") === "-1" && (inputs.has("fromPort") || inputs.has("toPort")),
            ),
            not("fromPort", "InvalidParameterValue: fromPort and toPort are required for tcp and udp", (inputs) => {
                const needsPorts = ["tcp", "udp", "6", "17"].includes(inputs.text("ipProtocol") ?? "");
                return needsPorts && !(inputs.has("fromPort") && inputs.has("toPort"));
            }),
            not("fromPort", "InvalidParameterValue: fromPort must not be above toPort", portsAreSwapped),
        ],
        refers: [
            { path: "securityGroupId", type: GROUP },
            { path: "referencedSecurityGroupId", type: GROUP },
        ],
    };
}

function portsAreSwapped(inputs: Inputs): boolean {
    const [from, to] = [inputs.number("fromPort"), inputs.number("toPort")];
    return from !== undefined && to !== undefined && from !== -1 && from > to;
}

/** Security groups and their rules. */
export const ec2Security: Readonly<Record<string, ResourceDefinition>> = {
    [GROUP]: {
        id: (facts) => facts.made("sg", "id"),
        autoname: { property: "name", max: 255 },
        defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
        replaceOn: ["description", "name", "namePrefix", "vpcId"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `security-group/${facts.id}`)),
            egress: fixed([]),
            ingress: fixed([]),
            name: made((facts) => `${facts.text("namePrefix")}${facts.digits(26, "name")}`, "namePrefix"),
            namePrefix: fixed(""),
            ownerId: owner,
            vpcId: fixed(""),
        },
        rules: [
            length("name", 1, 255),
            matches("name", /^(?!sg-)/i, "cannot begin with sg-"),
            conflicts("name", "namePrefix"),
            length("description", 0, 255),
            matches("description", DESCRIPTION, DESCRIPTION_FORM),
            ...inlineRules("ingress"),
            ...inlineRules("egress"),
        ],
        refers: [{ path: "vpcId", type: "aws:ec2/vpc:Vpc" }],
        notFound: (id) => `InvalidGroup.NotFound: The security group '${id}' does not exist`,
        admit: (facts, account) => {
            const [name, vpcId] = [facts.text("name"), facts.text("vpcId")];
            const isTaken = account.all(GROUP).some(({ outputs }) => outputs.name === name && outputs.vpcId === vpcId);
            if (isTaken) {
                throw new ProviderError(
                    `creating EC2 SecurityGroup: api error InvalidGroup.Duplicate: The security group '${facts.shown("name")}' already exists for VPC '${facts.shown("vpcId")}'`,
                );
            }
        },
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        // The group is the VPC's own: the resource adopts it and makes nothing.
        id: (facts) => defaultsOfVpc(facts.text("vpcId")).securityGroupId,
        defaults: { revokeRulesOnDelete: false },
        replaceOn: ["vpcId"],
        computed: {
            arn: made((facts) => facts.arn("ec2", `security-group/${facts.id}`)),
            description: fixed("default VPC security group"),
            egress: fixed([]),
            ingress: fixed([]),
            name: fixed("default"),
            namePrefix: fixed(""),
            ownerId: owner,
            vpcId: fixed(""),
        },
        rules: [...inlineRules("ingress"), ...inlineRules("egress")],
        refers: [{ path: "vpcId", type: "aws:ec2/vpc:Vpc" }],
    },
    "aws:ec2/securityGroupRule:SecurityGroupRule": {
        id: (facts) => `sgrule-${facts.digits(10, "id")}`,
        untagged: true,
        required: ["fromPort", "protocol", "securityGroupId", "toPort", "type"],
        defaults: { self: false },
        replaceOn: [
            "cidrBlocks",
            "fromPort",
            "ipv6CidrBlocks",
            "prefixListIds",
            "protocol",
            "securityGroupId",
            "self",
            "sourceSecurityGroupId",
            "toPort",
            "type",
        ],
        computed: {
            securityGroupRuleId: made((facts) => facts.made("sgr", "rule")),
            sourceSecurityGroupId: made(
                (facts) => (facts.input("self") === true ? facts.text("securityGroupId") : ""),
                "self",
                "securityGroupId",
            ),
        },
        rules: [
            oneOf("type", ["ingress", "egress"]),
            ipv4Network("cidrBlocks[]"),
            ipv6Network("ipv6CidrBlocks[]"),
            between("fromPort", -1, 65535),
            between("toPort", -1, 65535),
            matches("description", DESCRIPTION, DESCRIPTION_FORM),
            conflicts("cidrBlocks", "sourceSecurityGroupId"),
            not(
                "cidrBlocks",
                "one of cidrBlocks, ipv6CidrBlocks, prefixListIds, self, sourceSecurityGroupId must be set",
                (inputs) => {
                    const sources = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "sourceSecurityGroupId"];
                    return (
                        !sources.some((source) => inputs.has(source)) &&
                        inputs.flag("self") !== true &&
                        !inputs.isUnknown("self")
                    );
                },
            ),
            not("fromPort", "InvalidParameterValue: fromPort must not be above toPort", portsAreSwapped),
        ],
        refers: [
            { path: "securityGroupId", type: GROUP },
            { path: "sourceSecurityGroupId", type: GROUP },
        ],
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": singleRule(),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": singleRule(),
};
