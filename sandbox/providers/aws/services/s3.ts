import { fixed, made, ResourceDefinition } from "../definition";
import { policyDocument } from "../policy-document";
import { arn, between, conflicts, matches, oneOf, Rule } from "../rules";

const BUCKET = "aws:s3/bucket:Bucket";

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const NAME = /^(?!xn--|sthree-|.*-s3alias$|.*--ol-s3$|\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A setting of a bucket that is a resource of its own; it goes by the bucket's name. */
function setting(required: readonly string[], rules: readonly Rule[] = []): ResourceDefinition {
    return {
        id: (facts) => facts.text("bucket"),
        untagged: true,
        required: ["bucket", ...required],
        replaceOn: ["bucket"],
        computed: {},
        rules,
        refers: [{ path: "bucket", type: BUCKET, by: "bucket" }],
    };
}

/** Buckets and their settings. */
export const s3: Readonly<Record<string, ResourceDefinition>> = {
    [BUCKET]: {
        id: (facts) => facts.text("bucket") || `${facts.text("bucketPrefix")}${facts.digits(26, "name")}`,
        autoname: { property: "bucket", max: 63, lowerCase: true },
        defaults: { forceDestroy: false },
        replaceOn: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
        documents: ["policy"],
        computed: {
            accelerationStatus: fixed(""),
            acl: fixed("private"),
            arn: made((facts) => `arn:${facts.partition}:s3:::${facts.id}`),
            bucket: made((facts) => facts.id),
            bucketDomainName: made((facts) => `${facts.id}.s3.${facts.dnsSuffix}`),
            bucketNamespace: fixed("global"),
            bucketPrefix: fixed(""),
            bucketRegion: made((facts) => facts.region),
            bucketRegionalDomainName: made((facts) => `${facts.id}.s3.${facts.region}.${facts.dnsSuffix}`),
            hostedZoneId: fixed("Z3AQBSTGFYJSTF"),
            objectLockEnabled: fixed(false),
            policy: fixed(""),
            requestPayer: fixed("BucketOwner"),
            // Every new bucket is encrypted with SSE-S3 since January 2023.
            serverSideEncryptionConfiguration: made(() => ({
                rule: {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "" },
                    bucketKeyEnabled: false,
                },
            })),
            versioning: made(() => ({ enabled: false, mfaDelete: false })),
            websiteDomain: fixed(""),
            websiteEndpoint: fixed(""),
        },
        rules: [
            matches(
                "bucket",
                NAME,
                "expected 3 to 63 lowercase letters, digits, dots and hyphens, beginning and ending with a letter or digit",
            ),
            conflicts("bucket", "bucketPrefix"),
            policyDocument("policy", "resource"),
        ],
        notFound: () => "NoSuchBucket: The specified bucket does not exist",
        unique: {
            by: "bucket",
            error: () =>
                "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
        },
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        ...setting(
            ["versioningConfiguration"],
            [oneOf("versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"])],
        ),
        replaceOn: ["bucket", "expectedBucketOwner"],
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        ...setting([]),
        defaults: {
            blockPublicAcls: false,
            blockPublicPolicy: false,
            ignorePublicAcls: false,
            restrictPublicBuckets: false,
        },
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        ...setting(
            ["rules"],
            [oneOf("rules[].applyServerSideEncryptionByDefault.sseAlgorithm", ["AES256", "aws:kms", "aws:kms:dsse"])],
        ),
        replaceOn: ["bucket", "expectedBucketOwner"],
    },
    "aws:s3/bucketPolicy:BucketPolicy": {
        ...setting(["policy"], [policyDocument("policy", "resource")]),
        documents: ["policy"],
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting(
        ["rule"],
        [oneOf("rule.objectOwnership", ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"])],
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        ...setting(
            [],
            [
                oneOf("rules[].status", ["Enabled", "Disabled"]),
                between("rules[].expiration.days", 0, 2147483647),
                between("rules[].abortIncompleteMultipartUpload.daysAfterInitiation", 1, 2147483647),
            ],
        ),
        replaceOn: ["bucket", "expectedBucketOwner"],
        computed: { transitionDefaultMinimumObjectSize: fixed("all_storage_classes_128K") },
    },
    "aws:s3/bucketLogging:BucketLogging": {
        ...setting(["targetBucket", "targetPrefix"]),
        replaceOn: ["bucket", "expectedBucketOwner"],
    },
    "aws:s3/bucketAcl:BucketAcl": {
        ...setting(
            [],
            [
                conflicts("acl", "accessControlPolicy"),
                oneOf("acl", [
                    "private",
                    "public-read",
                    "public-read-write",
                    "aws-exec-read",
                    "authenticated-read",
                    "bucket-owner-read",
                    "bucket-owner-full-control",
                    "log-delivery-write",
                ]),
            ],
        ),
        id: (facts) => [facts.text("bucket"), facts.text("acl")].filter((part) => part !== "").join(","),
        replaceOn: ["bucket", "expectedBucketOwner"],
        computed: { accessControlPolicy: made((facts) => ({ owner: { id: facts.hex(64, "owner") } }), "acl") },
    },
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {
        ...setting(["corsRules"], [oneOf("corsRules[].allowedMethods[]", ["GET", "PUT", "HEAD", "POST", "DELETE"])]),
        replaceOn: ["bucket", "expectedBucketOwner"],
    },
    "aws:s3/bucketNotification:BucketNotification": setting([], [arn("topics[].topicArn"), arn("queues[].queueArn")]),
};
