import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { bucketHasPublicAccessBlock } from "../../../../policies/security/rules/aws/bucket-has-public-access-block";

const bucket: CaseResource = { type: "aws:s3/bucket:Bucket", name: "main", props: { tags: {} } };
const block: CaseResource = {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    props: { bucket: UNKNOWN },
};

export const table: RuleTable = {
    rule: bucketHasPublicAccessBlock,
    good: [
        {
            name: "one that was computed from it",
            given: [bucket, { ...block, refersTo: { bucket: "main" } }],
        },
        {
            name: "one that holds its id",
            given: [
                { ...bucket, props: { id: "main-1" } },
                { ...block, props: { ...block.props, bucket: "main-1" } },
            ],
        },
        {
            name: "one that names it, before a preview knows its id",
            given: [
                { ...bucket, props: { id: UNKNOWN, bucket: "logs" } },
                { ...block, props: { bucket: "logs" } },
            ],
        },
        {
            name: "one that names it, both shown by their inputs alone",
            given: [
                { ...bucket, props: {}, inputs: { bucket: "logs" } },
                { ...block, props: {}, inputs: { bucket: "logs" } },
            ],
        },
    ],
    bad: [
        {
            name: "none for a bucket of the older type",
            given: [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
            at: "main: ",
        },
        { name: "none", given: [bucket], at: "main: " },
        {
            name: "one of another",
            given: [bucket, { ...bucket, name: "other" }, { ...block, refersTo: { bucket: "other" } }],
            at: "main: ",
        },
    ],
    unknown: [
        {
            name: "one whose bucket is unknown and comes from elsewhere",
            given: [bucket, block],
            at: "main: bucket of 'example'",
        },
        {
            name: "one of which nothing is known",
            given: [bucket, { ...block, props: {} }],
            at: "main: bucket of 'example'",
        },
    ],
};
