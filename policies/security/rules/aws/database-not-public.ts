import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const databaseNotPublic = defineRule({
    name: "database-not-public",
    title: "No database has a public address",
    severity: "critical",
    why: "A publicly accessible database is one security-group mistake away from the whole internet.",
    catalogues: { fsbp: ["RDS.2"], cisAws: ["2.3.3"], checkov: ["CKV_AWS_17"] },
    remediation: "Set publiclyAccessible: false, or remove it (false is the provider's default).",
    url: securityHubControl("RDS.2"),
    appliesTo: resources("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"),
    check({ props }, report) {
        report.require(props.at("publiclyAccessible"), (value) => value !== true, "not be true");
    },
});
