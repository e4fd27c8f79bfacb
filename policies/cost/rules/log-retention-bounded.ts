import { defineRule, resources } from "../../kit";
import type { ResourceSubject } from "../../kit";
import { quotePrice } from "./references";

/** The longest that an audit usually asks for, one year, in the steps that CloudWatch Logs has. */
const DEFAULT_MAX_DAYS = 400;

export const logRetentionBounded = defineRule<ResourceSubject, { maxDays: number }>({
    name: "log-retention-bounded",
    title: "Log groups keep logs for a bounded time",
    severity: "medium",
    why: "CloudWatch Logs bills what is kept each month again; without a bound the bill only grows. Longer keeping belongs in S3.",
    catalogues: { checkov: ["CKV_AWS_66"] },
    tags: ["cost"],
    remediation: "Set retentionInDays to the days that are needed; export to S3 what must be kept for longer.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    settings: {
        maxDays: {
            schema: { type: "integer", minimum: 1, description: "The most days that a log group may keep logs." },
            default: DEFAULT_MAX_DAYS,
        },
    },
    appliesTo: resources("aws:cloudwatch/logGroup:LogGroup"),
    check({ props }, report, { maxDays }) {
        report.require(
            props.at("retentionInDays"),
            (value) => typeof value === "number" && value > 0 && value <= maxDays,
            `be from 1 to ${maxDays}: each 100 GB kept cost ${quotePrice("AmazonCloudWatch", "logs/storage", 100)}, every month again`,
        );
    },
});
