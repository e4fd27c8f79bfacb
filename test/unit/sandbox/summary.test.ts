import * as assert from "node:assert/strict";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { countChanges, listChanges } from "../../../sandbox/summary/changes";
import { countFindings, listFindings } from "../../../sandbox/summary/findings";
import { RunCollector, type EngineRun } from "../../../sandbox/summary/model";
import { summarize } from "../../../sandbox/summary/text";

const urn = (type: string, name: string) => `urn:pulumi:dev::leanvibe-agent-hive::${type}::${name}`;

function step(op: OpType, type: string, name: string, inputs: Record<string, unknown> = {}): Partial<EngineEvent> {
    const state = { type, urn: urn(type, name), id: "", parent: "", inputs, outputs: {}, provider: "" };
    const detailedDiff = op === "update" ? { "tags.Name": { diffKind: "update", inputDiff: true } } : undefined;
    return {
        resourcePreEvent: {
            metadata: {
                op,
                urn: urn(type, name),
                type: type.split("$").at(-1) ?? type,
                new: state,
                provider: "",
                detailedDiff,
            },
        },
    } as Partial<EngineEvent>;
}

function collect(...events: Partial<EngineEvent>[]): EngineRun {
    const collector = new RunCollector();
    for (const event of events) collector.add({ sequence: 0, timestamp: 0, ...event });
    return collector.run;
}

const diagnostic = (severity: "error" | "warning", message: string): Partial<EngineEvent> => ({
    diagnosticEvent: { severity, message, color: "never" },
});

describe("what the engine said", () => {
    it("is counted by kind of change, unchanged resources left out", () => {
        const run = collect(
            step("create", "aws:ec2/vpc:Vpc", "a"),
            step("create", "aws:ec2/vpc:Vpc", "b"),
            step("update", "aws:ec2/vpc:Vpc", "c"),
            step("same", "aws:ec2/vpc:Vpc", "d"),
        );
        assert.equal(countChanges(run.steps, "future"), "2 to create, 1 to update");
        assert.equal(countChanges(run.steps.slice(3), "past"), "no change");
    });

    it("tells a replacement once, though the engine does it in three steps", () => {
        const steps = (["create-replacement", "replace", "delete-replaced"] as const).map((op) =>
            step(op, "aws:rds/instance:Instance", "database"),
        );
        assert.equal(countChanges(collect(...steps).steps, "future"), "1 to replace");
    });

    it("lists each change under its component, with the inputs that differ", () => {
        const run = collect(step("update", "leanvibe:platform:Network$aws:ec2/vpc:Vpc", "network-vpc"));
        assert.equal(listChanges(run), "Network\n  ~ network-vpc  aws:ec2/vpc:Vpc [tags.Name]");
    });

    it("repeats no error, and leaves out the engine's own echo of a failure", () => {
        const run = collect(
            diagnostic("error", "<{%fg 1%}>error: <{%reset%}>cidr is wrong"),
            diagnostic("error", "error: cidr is wrong\n"),
            diagnostic("error", "preview failed"),
        );
        assert.deepEqual(run.errors, ["cidr is wrong"]);
    });

    it("a failure without any reason of its own shows what the engine printed", () => {
        const collector = new RunCollector();
        collector.fail(["the stack is currently locked"]);
        assert.deepEqual(collector.run.errors, ["the stack is currently locked"]);
        assert.equal(collector.run.succeeded, false);
    });

    it("names pack, rule, resource and message of a finding, refusals first", () => {
        const finding = (enforcementLevel: "warning" | "mandatory", resourceUrn: string): Partial<EngineEvent> => ({
            policyEvent: {
                resourceUrn,
                message: "the remedy\n",
                color: "never",
                policyName: "rule",
                policyPackName: "security",
                policyPackVersion: "1",
                policyPackVersionTag: "",
                enforcementLevel,
            },
        });
        const { findings } = collect(
            finding("warning", urn("pulumi:pulumi:Stack", "x")),
            finding("mandatory", urn("aws:ec2/vpc:Vpc", "vpc")),
        );
        assert.equal(
            listFindings(findings),
            "  refused   security/rule  vpc\n    the remedy\n  advisory  security/rule  the whole stack\n    the remedy",
        );
        assert.equal(countFindings(findings), "1 refusal, 1 advisory");
    });
});

describe("the summary", () => {
    it("adds up the cost by component, and leaves out what is deleted", () => {
        const nat = (op: OpType, name: string) =>
            step(op, "leanvibe:platform:Network$aws:ec2/natGateway:NatGateway", name, { region: "us-east-1" });
        const text = summarize(
            collect(nat("create", "nat-a"), nat("same", "nat-b"), nat("delete", "nat-c")),
            "dev",
            "up",
        );
        // 2 × $0.045 × 730 h, the price of a NAT gateway in us-east-1.
        assert.match(text, /Network +2 +1 created, 1 deleted +\$65\.70 +\$65\.70/);
        assert.match(text, /total +2 +\$65\.70 +\$65\.70/);
    });

    it("says what has no price instead of leaving it out of the total silently", () => {
        const run = collect(step("create", "aws:quantum/computer:Computer", "q", { region: "us-east-1" }));
        assert.match(summarize(run, "dev", "preview"), /No price .*aws:quantum\/computer:Computer/);
    });
});
