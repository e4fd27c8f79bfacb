import { defineRule, stackResources } from "../../../kit";
import { securityHubControl } from "../references";

export const bucketHasPublicAccessBlock = defineRule({
    name: "bucket-has-public-access-block",
    title: "Each S3 bucket has a public access block",
    severity: "high",
    why: "AWS sets one on a new bucket, but only one in the program is put back when someone removes it.",
    catalogues: { fsbp: ["S3.8"], cisAws: ["2.1.4"], checkov: ["CKV2_AWS_6"] },
    remediation: "Add an aws.s3.BucketPublicAccessBlock with the name of this bucket.",
    url: securityHubControl("S3.8"),
    appliesTo: stackResources("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
    check({ resource, stack, props }, report) {
        const blocks = stack.referring("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket", resource);
        if (blocks.length === 0) {
            report.violation(props, "have a public access block");
        }
    },
});
