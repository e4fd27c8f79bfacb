import type { StackRule } from "../../kit";
import { estimateRule } from "./estimate-rule";
import { formatArithmetic, formatMonthlyUsd } from "../model";

const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

/** One NAT gateway is enough outside of production. */
export function singleNatGateway(date: () => string): StackRule {
    return estimateRule<{ exemptStacks: readonly string[] }>(
        {
            name: "single-nat-gateway",
            title: "Stacks outside of production have one NAT gateway",
            severity: "low",
            enforcement: "advisory",
            why:
                "A gateway in each zone keeps the network up when a zone fails, which production needs and a test seldom does. " +
                "Advisory, because a stack that rehearses production has reason to be like it, and the monthly limit judges the sum.",
            catalogues: {},
            tags: ["cost"],
            remediation: "Set network.natGateways to one in the stack's configuration.",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
            settings: {
                exemptStacks: {
                    schema: {
                        type: "array",
                        items: { type: "string" },
                        description: "Names of the stacks that may have a NAT gateway in each zone.",
                    },
                    default: ["prod"],
                },
            },
            judge: (result, stack, { exemptStacks }) => {
                const gateways = result.resources.filter(({ type }) => type === NAT_GATEWAY);
                const [first] = gateways;
                if (first === undefined || gateways.length === 1 || exemptStacks.includes(stack.name)) {
                    return { violations: [] };
                }
                const spared = gateways.slice(1).reduce((sum, { monthly }) => sum + monthly.worst, 0);
                const message =
                    `Stack '${stack.name}' has ${gateways.length} NAT gateways, each ${first.components.map((line) => formatArithmetic(line, "worst")).join(" + ")}; ` +
                    `one instead saves ${formatMonthlyUsd(spared)} a month, and the public addresses of the others.`;
                return { violations: [{ urn: stack.urn, message }] };
            },
        },
        date,
    );
}
