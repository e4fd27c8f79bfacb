import { defineRule, stackResources } from "../../../kit";
import { securityHubControl } from "../references";

export const defaultSecurityGroupManaged = defineRule({
    name: "default-security-group-managed",
    title: "The program takes over each VPC's default security group",
    severity: "medium",
    why: "AWS makes a default group that admits itself and lets everything out; only a DefaultSecurityGroup empties it.",
    catalogues: { fsbp: ["EC2.2"], cisAws: ["5.4"], checkov: ["CKV2_AWS_12"] },
    remediation: "Add an aws.ec2.DefaultSecurityGroup without rules, with the vpcId of this VPC.",
    url: securityHubControl("EC2.2"),
    appliesTo: stackResources("aws:ec2/vpc:Vpc"),
    check({ resource, stack, props }, report) {
        const groups = stack.referring("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpcId", resource);
        if (groups.length === 0) {
            report.violation(props, "have its default security group taken over");
        }
    },
});
