import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";

/** One step of the engine: what happens, or would happen, to one resource. */
export interface Step {
    urn: string;
    type: string;
    name: string;
    op: OpType;
    /** Paths of the inputs that differ from the last state; empty for a create, a delete and an unchanged resource. */
    changed: string[];
    /** The inputs after the step, or before it for a delete; secrets are redacted by the engine. */
    inputs: Record<string, unknown>;
}

/** What a policy said of a resource, or of the whole stack. */
export interface Finding {
    pack: string;
    policy: string;
    level: "mandatory" | "advisory";
    /** The resource's name; undefined when the finding is about the stack. */
    resource: string | undefined;
    message: string;
}

/** Everything that one run of the engine said. */
export interface EngineRun {
    steps: Step[];
    findings: Finding[];
    /** What the engine, the program or a plugin reported as an error, once each. */
    errors: string[];
    warnings: string[];
    /** Whether the engine ended with success; a mandatory finding is a failure. */
    succeeded: boolean;
}

/** The engine marks colours as `<{%fg 1%}>`; this takes them out. */
function plain(text: string): string {
    return text.replaceAll(/<\{%[^%]*%\}>/g, "").trimEnd();
}

/** The last part of a URN: the resource's name in the program. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** What an engine says of a failure that its own error events have said already. */
const repetitions = [/^preview failed$/, /^update failed$/, /^resource monitor shut down/];

/** Turns the engine's events into an {@link EngineRun}. */
export class RunCollector {
    readonly run: EngineRun = {
        steps: [],
        findings: [],
        errors: [],
        warnings: [],
        succeeded: true,
    };

    /** Takes in one event; kinds that say nothing to a person are passed over. */
    add(event: EngineEvent): void {
        if (event.resourcePreEvent) this.addStep(event.resourcePreEvent.metadata);
        if (event.policyEvent) this.addFinding(event.policyEvent);
        if (event.diagnosticEvent) this.addDiagnostic(event.diagnosticEvent);
    }

    /** The engine ended with a failure; `reasons` are shown only when no event told any. */
    fail(reasons: readonly string[]): void {
        this.run.succeeded = false;
        const refused = this.run.findings.some((finding) => finding.level === "mandatory");
        if (this.run.errors.length === 0 && !refused) this.run.errors.push(...reasons.map(plain));
    }

    private addStep(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): void {
        if (metadata.type === "pulumi:pulumi:Stack") return;
        const isOneOfReplace = metadata.op === "create-replacement" || metadata.op === "delete-replaced";
        // The engine tells a replacement in three steps; a person wants to hear of it once.
        if (isOneOfReplace) return;
        this.run.steps.push({
            urn: metadata.urn,
            type: metadata.type,
            name: nameOf(metadata.urn),
            op: metadata.op,
            changed: Object.keys(metadata.detailedDiff ?? {}).sort(),
            inputs: (metadata.new ?? metadata.old)?.inputs ?? {},
        });
    }

    private addFinding(event: NonNullable<EngineEvent["policyEvent"]>): void {
        const aboutStack = !event.resourceUrn || event.resourceUrn.includes("::pulumi:pulumi:Stack::");
        this.run.findings.push({
            pack: event.policyPackName,
            policy: event.policyName,
            level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
            resource: aboutStack ? undefined : nameOf(event.resourceUrn ?? ""),
            message: plain(event.message),
        });
    }

    private addDiagnostic(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
        const message = plain(event.message).replace(/^error: /, "");
        if (event.severity === "error" && !repetitions.some((pattern) => pattern.test(message))) {
            const line =
                event.urn && !event.urn.includes("pulumi:pulumi:Stack") ? `${nameOf(event.urn)}: ${message}` : message;
            if (!this.run.errors.includes(line)) this.run.errors.push(line);
        }
        if (event.severity === "warning" && !this.run.warnings.includes(message)) this.run.warnings.push(message);
    }
}
