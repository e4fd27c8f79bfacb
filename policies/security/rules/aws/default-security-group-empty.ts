import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const defaultSecurityGroupEmpty = defineRule({
    name: "default-security-group-empty",
    title: "A VPC's default security group has no rules",
    severity: "high",
    why: "What is started without a security group gets the default one, and so gets whatever it admits.",
    catalogues: { fsbp: ["EC2.2"], cisAws: ["5.4"], checkov: ["CKV2_AWS_12"] },
    remediation: "Remove ingress and egress from the DefaultSecurityGroup; make a security group of your own for them.",
    url: securityHubControl("EC2.2"),
    appliesTo: resources("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
    check({ props }, report) {
        for (const direction of ["ingress", "egress"]) {
            report.require(
                props.at(direction),
                (value) => value === undefined || (Array.isArray(value) && value.length === 0),
                "be empty",
            );
        }
    },
});
