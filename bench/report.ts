import { describeMachine } from "../scripts/machine";
import { line, median } from "./statistics";

/** A scenario's name and how long each of its rounds took, in milliseconds. */
export interface Measured {
    readonly name: string;
    readonly times: readonly number[];
}

/** The page docs/results/bench.md. */
export function report(
    measured: readonly Measured[],
    { growthCounts, load }: { growthCounts: readonly number[]; load: number },
): string {
    const medianOf = (name: string): number => {
        const found = measured.find((item) => item.name === name);
        if (!found) throw new Error(`"${name}" was not measured`);
        return median(found.times);
    };
    const row = ({ name, times }: Measured): string => {
        const [subject = "", packs = ""] = name.split(", ");
        const against =
            packs !== "bare" && !subject.startsWith("up ") ? ratio(medianOf(name) / medianOf(`${subject}, bare`)) : "";
        return `| ${name} | ${seconds(median(times))} | ${seconds(Math.min(...times))} to ${seconds(Math.max(...times))} | ${String(times.length)} | ${against} |`;
    };
    const rules = ["preview dev", "preview prod"].map(
        (subject) =>
            `- The rules of ${subject}: ${percent(medianOf(`${subject}, packs`) / medianOf(`${subject}, empty packs`) - 1)} over packs without rules.`,
    );
    const growth = ["bare", "packs"].map((packs) => {
        const points = growthCounts.map(
            (count) => [count, medianOf(`preview of ${String(count)} resources, ${packs}`)] as const,
        );
        const { slope, intercept } = line(points);
        const off = Math.max(...points.map(([count, time]) => Math.abs(time / (intercept + slope * count) - 1)));
        return `- Growth, ${packs}: ${slope.toFixed(1)} ms for each more resource; no point is further than ${percent(off)} from the straight line.`;
    });
    return `<!-- Written by \`make bench\`. -->

# How long the sandbox's commands take

Measured on ${new Date().toISOString().slice(0, 10)}: ${describeMachine()},
load ${load.toFixed(1)} when it began.
Whole commands as a person waits for them, warm, round by round in turn; [performance.md](../performance.md) says where the time goes.

| what | median, s | from, to, s | rounds | × bare |
| --- | --: | --: | --: | --: |
${measured.map(row).join("\n")}

${[...rules, ...growth].join("\n")}
`;
}

function seconds(milliseconds: number): string {
    return (milliseconds / 1000).toFixed(2);
}

function ratio(value: number): string {
    return value.toFixed(2);
}

function percent(value: number): string {
    return `${(value * 100).toFixed(0)} %`;
}
