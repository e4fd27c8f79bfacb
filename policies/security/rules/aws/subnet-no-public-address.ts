import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const subnetNoPublicAddress = defineRule({
    name: "subnet-no-public-address",
    title: "Subnets give out no public addresses by themselves",
    severity: "high",
    why: "What is started in such a subnet is on the internet without anyone having asked for it.",
    catalogues: { fsbp: ["EC2.15"], checkov: ["CKV_AWS_130"] },
    remediation: "Set mapPublicIpOnLaunch: false; load balancers and NAT gateways have addresses of their own.",
    url: securityHubControl("EC2.15"),
    appliesTo: resources("aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"),
    check({ type, props }, report) {
        // Off by default in a subnet of one's own, on in the account's default subnets.
        const byDefault = type === "aws:ec2/defaultSubnet:DefaultSubnet";
        report.require(props.at("mapPublicIpOnLaunch"), (value) => (value ?? byDefault) === false, "be false");
    },
});
