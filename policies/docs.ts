/**
 * Writes the list of each pack's rules to docs/policies/PACK.md: `npx tsx policies/docs.ts`. The list is made from the
 * rules' own metadata; a test fails when it is out of date.
 */
import { existsSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { NOT_EVALUATED, catalogueSummary } from "./kit";
import type { Rule } from "./kit";
import { packNames } from "./pack";

const ROOT = path.dirname(__dirname);

/** Where a pack's list of rules is. */
export function documentPath(pack: string): string {
    return path.join(ROOT, "docs", "policies", `${pack}.md`);
}

/** The document of a pack's rules, formatted as it is stored. */
export async function renderRules(pack: string, rules: readonly Rule[]): Promise<string> {
    const overview = rules.map((rule) => {
        const ids = catalogueSummary(rule.catalogues);
        return `| [${rule.name}](#${rule.name}) | ${rule.severity} | ${rule.enforcement} | ${ids} |`;
    });
    const document = [
        `# Rules of the ${pack} pack`,
        "",
        `<!-- Made by policies/docs.ts from the rules' metadata; do not edit. -->`,
        "",
        `${rules.length} rules, and \`${NOT_EVALUATED}\`, which lists what could not be judged in a preview.`,
        "",
        "| rule | severity | enforcement | in public catalogues |",
        "| --- | --- | --- | --- |",
        ...overview,
        "",
        ...rules.flatMap(section),
    ].join("\n");
    const file = documentPath(pack);
    return prettier.format(document, { ...(await prettier.resolveConfig(file)), filepath: file });
}

function section(rule: Rule): string[] {
    const settings = Object.entries(rule.settings);
    return [
        `## ${rule.name}`,
        "",
        `${rule.title}. ${rule.why}`,
        "",
        `- Judges: ${rule.appliesToText}`,
        `- Remedy: ${rule.remediation}`,
        ...settings.map(
            ([name, { schema, default: value }]) =>
                `- Setting \`${name}\` (default \`${JSON.stringify(value)}\`): ${schema.description}`,
        ),
        `- More: <${rule.url}>`,
        "",
    ];
}

/** The rules of a pack, without starting it. */
export async function rulesOf(pack: string): Promise<readonly Rule[]> {
    const module = (await import(`./${pack}/rules/index.ts`)) as { rules: readonly Rule[] };
    return module.rules;
}

async function main(): Promise<void> {
    for (const pack of packNames().filter((name) => existsSync(path.join(__dirname, name, "rules", "index.ts")))) {
        writeFileSync(documentPath(pack), await renderRules(pack, await rulesOf(pack)));
        console.log(path.relative(ROOT, documentPath(pack)));
    }
}

if (require.main === module) {
    main().catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
    });
}
