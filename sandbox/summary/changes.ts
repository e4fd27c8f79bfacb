import colours from "picocolors";
import { componentOf } from "../../policies/cost/model";
import type { EngineRun, Step } from "./model";

/** How a change of one kind is shown, the gravest last. */
const kinds = {
    create: { sign: "+", past: "created", future: "to create", paint: colours.green },
    import: { sign: "=", past: "imported", future: "to import", paint: colours.green },
    update: { sign: "~", past: "updated", future: "to update", paint: colours.yellow },
    delete: { sign: "-", past: "deleted", future: "to delete", paint: colours.red },
    replace: { sign: "±", past: "replaced", future: "to replace", paint: colours.red },
} as const;

type Kind = keyof typeof kinds;

function kindOf(step: Step): Kind | undefined {
    return step.op in kinds ? (step.op as Kind) : undefined;
}

/** Steps by the component that they belong to, in the order in which the program makes the components. */
export function byComponent(steps: readonly Step[]): Map<string, Step[]> {
    const groups = new Map<string, Step[]>();
    for (const step of steps) {
        const component = componentOf(step.urn);
        groups.set(component, [...(groups.get(component) ?? []), step]);
    }
    return groups;
}

/** Such as `12 to create, 1 to update`, or `no change`. */
export function countChanges(steps: readonly Step[], tense: "past" | "future"): string {
    const counts = (Object.keys(kinds) as Kind[]).flatMap((kind) => {
        const count = steps.filter((step) => kindOf(step) === kind).length;
        return count === 0 ? [] : [kinds[kind].paint(`${String(count)} ${kinds[kind][tense]}`)];
    });
    return counts.length === 0 ? colours.dim("no change") : counts.join(", ");
}

/** Each change in a line, under its component: sign, name, type, and for an update which inputs differ. */
export function listChanges(run: EngineRun): string {
    const lines: string[] = [];
    for (const [component, steps] of byComponent(run.steps)) {
        const changes = steps.filter((step) => kindOf(step) !== undefined);
        if (changes.length === 0) continue;
        lines.push("", colours.bold(component));
        const width = Math.max(...changes.map((step) => step.name.length));
        for (const step of changes) {
            const kind = kinds[kindOf(step) ?? "update"];
            const changed = step.changed.length === 0 ? "" : ` [${step.changed.join(", ")}]`;
            lines.push(`  ${kind.paint(kind.sign)} ${step.name.padEnd(width)}  ${colours.dim(step.type)}${changed}`);
        }
    }
    return lines.slice(1).join("\n");
}
