import { fixed, made, ResourceDefinition } from "../definition";
import { arn, between, conflicts, exactlyOne, matches, not, oneOf } from "../rules";

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 is "never".
const RETENTION_DAYS = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Log groups and alarms. */
export const cloudwatch: Readonly<Record<string, ResourceDefinition>> = {
    "aws:cloudwatch/logGroup:LogGroup": {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        autoname: { property: "name", max: 512 },
        defaults: { retentionInDays: 0, skipDestroy: false },
        replaceOn: ["logGroupClass", "name", "namePrefix"],
        computed: {
            arn: made((facts) => facts.arn("logs", `log-group:${facts.id}`)),
            deletionProtectionEnabled: fixed(false),
            logGroupClass: fixed("STANDARD"),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
        },
        rules: [
            matches(
                "name",
                /^[.\-_/#A-Za-z0-9]{1,512}$/,
                "only 1 to 512 of the characters a-z A-Z 0-9 _ - / . # are allowed",
            ),
            conflicts("name", "namePrefix"),
            oneOf("retentionInDays", RETENTION_DAYS),
            oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
            arn("kmsKeyId"),
        ],
        unique: {
            by: "name",
            error: () => "ResourceAlreadyExistsException: The specified log group already exists",
        },
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        id: (facts) => facts.text("name"),
        autoname: { property: "name", max: 255 },
        defaults: { actionsEnabled: true, treatMissingData: "missing" },
        replaceOn: ["name"],
        sets: ["alarmActions", "insufficientDataActions", "okActions"],
        computed: {
            arn: made((facts) => facts.arn("cloudwatch", `alarm:${facts.id}`)),
            evaluateLowSampleCountPercentiles: fixed(""),
        },
        rules: [
            (inputs, report) => {
                if (!inputs.has("evaluationCriteria")) {
                    exactlyOne("metricName", "metricQueries")(inputs, report);
                }
            },
            conflicts("statistic", "extendedStatistic"),
            between("evaluationPeriods", 1, 86400),
            between("datapointsToAlarm", 1, 86400),
            oneOf("statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
            oneOf("treatMissingData", ["breaching", "notBreaching", "ignore", "missing"]),
            oneOf("comparisonOperator", [
                "GreaterThanOrEqualToThreshold",
                "GreaterThanThreshold",
                "LessThanThreshold",
                "LessThanOrEqualToThreshold",
                "LessThanLowerOrGreaterThanUpperThreshold",
                "LessThanLowerThreshold",
                "GreaterThanUpperThreshold",
            ]),
            not("period", "expected 10, 20, 30 or a multiple of 60 seconds", (inputs) => {
                const period = inputs.number("period") ?? 60;
                return ![10, 20, 30].includes(period) && (period <= 0 || period % 60 !== 0);
            }),
            arn("alarmActions[]"),
            arn("okActions[]"),
        ],
    },
};
