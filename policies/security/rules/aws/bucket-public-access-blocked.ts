import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const bucketPublicAccessBlocked = defineRule({
    name: "bucket-public-access-blocked",
    title: "A public access block blocks all four ways to make a bucket public",
    severity: "high",
    why: "Each switch closes one of the ways; one that is left out is off.",
    catalogues: {
        fsbp: ["S3.1", "S3.8"],
        cisAws: ["2.1.4"],
        checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
    },
    remediation: `Set ${SWITCHES.join(", ")} to true.`,
    url: securityHubControl("S3.8"),
    appliesTo: resources(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    ),
    check({ props }, report) {
        for (const name of SWITCHES) {
            report.require(props.at(name), (value) => value === true, "be true");
        }
    },
});
