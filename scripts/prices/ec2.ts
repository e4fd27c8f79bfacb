/**
 * Writes policies/cost/prices/us-east-1.ec2.json: `npx tsx scripts/prices/ec2.ts`.
 *
 * Prices come from the Go module of Karpenter's AWS provider; vCPU, memory and architecture (and a second opinion on
 * the price) from the Go module of cristim/ec2-instances-info, which holds Vantage's copy of AWS's instance list.
 * Both are fetched by `go mod download`, which checks them against the checksum database.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import { isListed, parseKarpenterPrices } from "./karpenter";

const REGION = "us-east-1";
const KARPENTER = "github.com/aws/karpenter-provider-aws@v1.14.1";
const KARPENTER_FILE = "pkg/providers/pricing/zz_generated.pricing_aws.go";
const INSTANCES = "github.com/cristim/ec2-instances-info@v0.0.0-20250528091325-32acf84f42eb";
const INSTANCES_FILE = "data/instances.json";
/** The module does not say when its data were read; this is the day of the commit that changed the file. */
const INSTANCES_DATE = "2025-04-24";
const OUTPUT = join(__dirname, "../../policies/cost/prices", `${REGION}.ec2.json`);

const instanceSchema = z.object({
    instance_type: z.string(),
    vCPU: z.number().int().positive(),
    memory: z.number().positive(),
    arch: z.array(z.string()).min(1),
    pricing: z.record(
        z.string(),
        z.record(z.string(), z.union([z.object({ ondemand: z.coerce.string().optional() }), z.unknown()])),
    ),
});
type Instance = z.infer<typeof instanceSchema>;

function download(module: string): string {
    // Outside any module, so that nobody's go.mod takes part.
    const answer = execFileSync("go", ["mod", "download", "-json", module], { cwd: tmpdir(), encoding: "utf8" });
    return z.object({ Dir: z.string() }).parse(JSON.parse(answer)).Dir;
}

function readInstances(directory: string): Map<string, Instance> {
    const all = z.array(z.unknown()).parse(JSON.parse(readFileSync(join(directory, INSTANCES_FILE), "utf8")));
    const byType = new Map<string, Instance>();
    for (const entry of all) {
        const instance = instanceSchema.safeParse(entry);
        if (instance.success) {
            byType.set(instance.data.instance_type, instance.data);
        }
    }
    return byType;
}

function linuxPrice(instance: Instance): number | undefined {
    const offer = z.object({ ondemand: z.coerce.number() }).safeParse(instance.pricing[REGION]?.linux);
    return offer.success ? offer.data.ondemand : undefined;
}

function main(): void {
    const karpenter = parseKarpenterPrices(readFileSync(join(download(KARPENTER), KARPENTER_FILE), "utf8"), REGION);
    const instances = readInstances(download(INSTANCES));
    const rows: string[] = [];
    const withoutSize: string[] = [];
    const disagreeing: string[] = [];
    for (const [type, usd] of [...karpenter.prices]
        .filter(([name]) => isListed(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))) {
        const instance = instances.get(type);
        if (instance === undefined) {
            withoutSize.push(type);
            continue;
        }
        const second = linuxPrice(instance);
        if (second !== undefined && Math.abs(second - usd) > 1e-9) {
            disagreeing.push(`${type}: ${usd} and ${second}`);
            continue;
        }
        rows.push(
            JSON.stringify({
                service: "AmazonEC2",
                key: type,
                unit: "hour",
                usd,
                asOf: karpenter.generated,
                sources: second === undefined ? ["karpenter"] : ["karpenter", "instances"],
                confidence: second === undefined ? "one source" : "two sources",
                instance: {
                    vcpu: instance.vCPU,
                    memoryGiB: instance.memory,
                    architecture: instance.arch.includes("arm64") ? "arm64" : "amd64",
                },
            }),
        );
    }
    const sources = {
        karpenter: {
            publisher: "aws/karpenter-provider-aws",
            citation: `Go module ${KARPENTER} ${KARPENTER_FILE} (generated from AWS's price list on ${karpenter.generated})`,
            asOf: karpenter.generated,
        },
        instances: {
            publisher: "cristim/ec2-instances-info (Vantage)",
            citation: `Go module ${INSTANCES} ${INSTANCES_FILE} (sizes, and an equal price on ${INSTANCES_DATE})`,
            asOf: INSTANCES_DATE,
        },
    };
    writeFileSync(
        OUTPUT,
        [
            "{",
            `  "region": ${JSON.stringify(REGION)},`,
            `  "currency": "USD",`,
            `  "note": "EC2 on-demand Linux prices and sizes. Written by scripts/prices/ec2.ts; do not edit.",`,
            `  "sources": ${JSON.stringify(sources)},`,
            `  "prices": [`,
            rows.map((row) => `    ${row}`).join(",\n"),
            "  ]",
            "}",
            "",
        ].join("\n"),
    );
    console.log(`${rows.length} types written to ${OUTPUT}`);
    console.log(`left out, size not known: ${withoutSize.length} (${families(withoutSize)})`);
    console.log(`left out, the two sources disagree: ${disagreeing.join("; ") || "none"}`);
}

function families(types: readonly string[]): string {
    return [...new Set(types.map((type) => type.split(".")[0]))].join(" ");
}

main();
