import { defineRule, stackResources } from "../../../kit";
import { securityHubControl } from "../references";

export const vpcFlowLog = defineRule({
    name: "vpc-flow-log",
    title: "Each VPC has a flow log",
    severity: "medium",
    why: "Without one, nobody can tell afterwards who talked to whom.",
    catalogues: { fsbp: ["EC2.6"], cisAws: ["3.7"], checkov: ["CKV2_AWS_11"] },
    remediation: "Add an aws.ec2.FlowLog with the vpcId of this VPC and the traffic type ALL or REJECT.",
    url: securityHubControl("EC2.6"),
    appliesTo: stackResources("aws:ec2/vpc:Vpc"),
    check({ resource, stack, props }, report) {
        const logs = stack.referring("aws:ec2/flowLog:FlowLog", "vpcId", resource);
        const traffic = logs.map((log) => log.props.at("trafficType").read());
        if (!traffic.some((type) => type === "ALL" || type === "REJECT")) {
            report.violation(props, "have a flow log of all or of rejected traffic");
        }
    },
});
