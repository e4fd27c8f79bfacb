/**
 * Writes the generated parts of the chart's README.md: what Chart.yaml says of it, and the tables of values from the comments in
 * values.yaml. `npx tsx scripts/chart/readme.ts`; a test fails when the README is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { parse } from "yaml";
import { type Section, readSections } from "./values";

/** Folder of the chart. */
export const CHART = path.join(__dirname, "..", "..", "charts", "leanvibe-agent-hive");

const README = path.join(CHART, "README.md");

/** What Chart.yaml says, as far as it is read here. */
interface ChartFile {
    readonly description: string;
    readonly version: string;
    readonly appVersion: string;
    readonly kubeVersion: string;
}

/** The README as it should be: the one that is there, with its generated parts made anew. */
export async function renderReadme(): Promise<string> {
    const chart = parse(readFileSync(path.join(CHART, "Chart.yaml"), "utf8")) as ChartFile;
    const sections = readSections(readFileSync(path.join(CHART, "values.yaml"), "utf8"));
    const text = [
        { part: "chart", lines: describeChart(chart) },
        { part: "values", lines: sections.flatMap(describeSection) },
    ].reduce((document, { part, lines }) => replacePart(document, part, lines), readFileSync(README, "utf8"));
    return prettier.format(text, { ...(await prettier.resolveConfig(README)), filepath: README });
}

/** Puts lines between `<!-- part: begin -->` and `<!-- part: end -->`. */
function replacePart(document: string, part: string, lines: readonly string[]): string {
    const begin = `<!-- ${part}: begin -->`;
    const end = `<!-- ${part}: end -->`;
    const [before, rest, ...others] = document.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined || others.length > 0) {
        throw new Error(`${README} must have one line "${begin}" and after it a line "${end}": put them back.`);
    }
    return [before + begin, "", ...lines, "", end + after].join("\n");
}

function describeChart(chart: ChartFile): string[] {
    // The -0 lets releases of vendors pass, such as 1.34.2-eks-1234567.
    const kubernetes = chart.kubeVersion.replace(/-0$/, "");
    return [
        `${chart.description}.`,
        "",
        `Chart ${chart.version}, application ${chart.appVersion}, Kubernetes \`${kubernetes}\`.`,
    ];
}

function describeSection({ title, text, columns, rows }: Section): string[] {
    return [
        `### ${title}`,
        "",
        ...(text === "" ? [] : [escape(text), ""]),
        `| key | ${columns.join(" | ")} | meaning |`,
        `| --- |${columns.map(() => " --- |").join("")} --- |`,
        ...rows.map(({ key, defaults, meaning }) => {
            const cells = defaults.map((value) => (value === undefined ? "" : `\`${value}\``));
            return `| \`${key}\` | ${cells.join(" | ")} | ${escape(meaning)} |`;
        }),
        "",
    ];
}

/** Text for a cell: a bar would end it, and angle brackets would be taken for HTML outside of code. */
function escape(text: string): string {
    return text.replaceAll("|", "\\|").replace(/`[^`]*`|</g, (match) => (match === "<" ? "&lt;" : match));
}

if (require.main === module) {
    void renderReadme().then((text) => {
        writeFileSync(README, text);
    });
}
