import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const databaseEncrypted = defineRule({
    name: "database-encrypted",
    title: "Databases are encrypted at rest",
    severity: "high",
    why: "RDS does not encrypt unless it is told to, and encrypting later means a new database from a copied snapshot.",
    catalogues: { fsbp: ["RDS.3", "RDS.27"], cisAws: ["2.3.1"], checkov: ["CKV_AWS_16", "CKV_AWS_96"] },
    remediation: "Set storageEncrypted: true.",
    url: securityHubControl("RDS.3"),
    appliesTo: resources("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/globalCluster:GlobalCluster"),
    check({ props }, report) {
        report.require(props.at("storageEncrypted"), (value) => value === true, "be true");
    },
});
