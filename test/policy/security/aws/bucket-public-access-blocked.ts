import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { bucketPublicAccessBlocked } from "../../../../policies/security/rules/aws/bucket-public-access-blocked";

const ALL = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

function block(props: object): CaseResource {
    return { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", props };
}

export const table: RuleTable = {
    rule: bucketPublicAccessBlocked,
    good: [{ name: "all four", given: block(ALL) }],
    bad: [
        { name: "one that is left out", given: block({ ...ALL, ignorePublicAcls: undefined }), at: "ignorePublicAcls" },
        {
            name: "an account's block that is off",
            given: { type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props: {} },
            at: Object.keys(ALL),
        },
    ],
    unknown: [
        { name: "one that is unknown", given: block({ ...ALL, blockPublicPolicy: UNKNOWN }), at: "blockPublicPolicy" },
    ],
};
