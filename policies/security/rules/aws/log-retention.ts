import { defineRule, resources } from "../../../kit";

export const logRetention = defineRule({
    name: "log-retention",
    title: "Log groups say how long they keep logs",
    severity: "low",
    why: "A log group without a retention keeps everything for ever: data that no one meant to keep, at a cost that only grows.",
    catalogues: { checkov: ["CKV_AWS_66"] },
    remediation: "Set retentionInDays to a number of days; 0 means for ever.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    appliesTo: resources("aws:cloudwatch/logGroup:LogGroup"),
    check({ props }, report) {
        report.require(
            props.at("retentionInDays"),
            (value) => typeof value === "number" && value > 0,
            "be more than 0",
        );
    },
});
