import * as fs from "node:fs";
import * as path from "node:path";
import { paths } from "../engine/paths";
import { describeGraph } from "../graph/graph";
import type { UpdatePlan } from "../graph/plan";
import { openStack, runOrExplain, type StackOptions } from "./stack";

/** What `graph` is told. */
export interface GraphOptions extends StackOptions {
    /** The file that the graph is written to. */
    output: string;
}

/** Writes the graph that a preview plans for an empty stack, whatever the sandbox has provisioned already. */
export async function graph({ stack: name, output }: GraphOptions): Promise<void> {
    fs.mkdirSync(paths.temporary, { recursive: true });
    const folder = fs.mkdtempSync(path.join(paths.temporary, "graph-"));
    try {
        const state = path.join(folder, "state");
        fs.mkdirSync(state);
        const stack = await openStack({ stack: name }, state);
        const file = path.join(folder, "plan.json");
        if (!(await runOrExplain("preview", (onProgress) => stack.plan(file, onProgress)))) return;
        const plan = JSON.parse(fs.readFileSync(file, "utf8")) as UpdatePlan;
        const heading = `# The resource graph of ${name}: what a preview plans for an empty stack. Written by \`make golden\`.\n\n`;
        fs.writeFileSync(output, heading + describeGraph(plan));
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}
