import { deepStrictEqual, equal } from "node:assert/strict";

import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";

import { countChanges, listChanges } from "../../../sandbox/summary/changes";
import { countFindings } from "../../../sandbox/summary/findings";
import { nameOf, RunCollector, type EngineRun } from "../../../sandbox/summary/model";
import { summarize } from "../../../sandbox/summary/text";
import { sameAsGolden } from "../../golden";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

const urn = (type: string, name: string) => `urn:pulumi:dev::leanvibe-agent-hive::${type}::${name}`;

function step(op: OpType, type: string, name: string, more: Partial<Metadata> = {}): Partial<EngineEvent> {
    const own = type.split("$").at(-1) ?? type;
    const inputs = { region: "us-east-1" };
    const state = { type: own, urn: urn(type, name), id: "", parent: "", inputs, outputs: {}, provider: "" };
    return {
        resourcePreEvent: { metadata: { op, urn: urn(type, name), type: own, new: state, provider: "", ...more } },
    };
}

const said = (severity: "error" | "warning" | "info", message: string, about?: string): Partial<EngineEvent> => ({
    diagnosticEvent: { severity, message, color: "never", ...(about === undefined ? {} : { urn: about }) },
});

const found = (
    enforcementLevel: "warning" | "mandatory",
    message: string,
    resourceUrn?: string,
): Partial<EngineEvent> => ({
    policyEvent: {
        ...(resourceUrn === undefined ? {} : { resourceUrn }),
        message,
        color: "never",
        policyName: "rule",
        policyPackName: "security",
        policyPackVersion: "1",
        policyPackVersionTag: "",
        enforcementLevel,
    },
});

function collector(...events: Partial<EngineEvent>[]): RunCollector {
    const result = new RunCollector();
    for (const event of events) result.add({ sequence: 0, timestamp: 0, ...event });
    return result;
}

const collect = (...events: Partial<EngineEvent>[]): EngineRun => collector(...events).run;

const NETWORK = "leanvibe:platform:Network$";
const KEYS = "leanvibe:platform:Keys$";
/** A run in which there is one of everything that a summary tells. */
const everything = (): EngineRun =>
    collect(
        step("same", "pulumi:pulumi:Stack", "stack"),
        step("create", `${KEYS}aws:kms/key:Key`, "keys-data"),
        step("same", "leanvibe:platform:WorkloadIdentity$aws:iam/role:Role", "identity-role"),
        step("same", "leanvibe:platform:Cache$aws:elasticache/user:User", "cache-user"),
        step("same", `${NETWORK}aws:cloudwatch/logGroup:LogGroup`, "network-logs"),
        step("create", `${NETWORK}aws:ec2/natGateway:NatGateway`, "nat-a"),
        step("update", `${NETWORK}aws:ec2/natGateway:NatGateway`, "nat-with-a-long-name", {
            detailedDiff: {
                "tags.b": { diffKind: "update", inputDiff: true },
                "tags.a": { diffKind: "add", inputDiff: true },
            },
        } as unknown as Partial<Metadata>),
        step("delete", `${NETWORK}aws:ec2/eip:Eip`, "gone"),
        step("create", "aws:ec2/flowLog:FlowLog", "flow"),
        step("create", "aws:cloudwatch/logGroup:LogGroup", "logs"),
        step("create", "aws:quantum/computer:Computer", "unpriced"),
        step("create", "aws:ebs/volume:Volume", "unknown", {
            new: { inputs: { region: "us-east-1", type: 5 } },
        } as unknown as Partial<Metadata>),
        said("warning", "the first warning"),
        said("warning", "the second warning"),
        said("warning", "the first warning\n"),
        said("info", "no news"),
        found("warning", "an advice\nin two lines", urn("aws:ec2/vpc:Vpc", "vpc")),
        found("mandatory", "a refusal", urn("pulumi:pulumi:Stack", "stack")),
        found("mandatory", "another refusal"),
        found("warning", "another advice", urn("aws:ec2/vpc:Vpc", "vpc")),
    );
const quiet = (): EngineRun => collect(step("same", `${NETWORK}aws:ec2/vpc:Vpc`, "vpc"));

describe("the summary, word for word", () => {
    for (const command of ["preview", "up"] as const) {
        it(`is what people were promised, after ${command}`, () => {
            const text = (run: EngineRun) => summarize(run, "dev", command).split("\n");
            sameAsGolden(__dirname, `${command}.txt`, [
                "## a run with everything",
                ...text(everything()),
                "## a run that changes nothing",
                ...text(quiet()),
            ]);
        });
    }

    it("lists changes under their component, in columns, and leaves out what does not change", () => {
        sameAsGolden(__dirname, "changes.txt", listChanges(everything()).split("\n"));
        equal(listChanges(quiet()), "");
        equal(countChanges(quiet().steps, "past"), "no change");
    });
});

describe("the engine's events", () => {
    it("count a replacement once, and the stack itself never", () => {
        const run = collect(
            step("create", "pulumi:pulumi:Stack", "stack"),
            step("create-replacement", "a:b:C", "x"),
            step("replace", "a:b:C", "x"),
            step("delete-replaced", "a:b:C", "x"),
        );
        deepStrictEqual(
            run.steps.map(({ op }) => op),
            ["replace"],
        );
    });

    it("give the inputs after the step, before it for a delete, and none where there are none", () => {
        const inputsOf = (more: object) => collect(step("delete", "a:b:C", "x", more)).steps[0]?.inputs;
        deepStrictEqual(inputsOf({ new: { inputs: { a: 1 } }, old: { inputs: { a: 0 } } }), { a: 1 });
        deepStrictEqual(inputsOf({ new: undefined, old: { inputs: { a: 0 } } }), { a: 0 });
        deepStrictEqual(inputsOf({ new: undefined, old: undefined }), {});
        deepStrictEqual(inputsOf({ new: {} }), {});
    });

    it("name the resource of an error, not the stack, and keep errors and warnings apart", () => {
        const run = collect(
            said("error", "error: broken", urn("a:b:C", "x")),
            said("error", "error: broken", urn("pulumi:pulumi:Stack", "stack")),
            said("error", "no error: prefix"),
            said("error", "update failed"),
            said("error", "resource monitor shut down while waiting"),
            said("warning", "careful"),
        );
        deepStrictEqual(run.errors, ["x: broken", "broken", "no error: prefix"]);
        deepStrictEqual(run.warnings, ["careful"]);
        equal(run.succeeded, true);
    });

    it("leave out no more than the engine's own echo of a failure", () => {
        const told = [
            "the preview failed",
            "preview failed early",
            "the update failed",
            "update failed early",
            "a resource monitor shut down",
        ];
        deepStrictEqual(collect(...told.map((message) => said("error", message))).errors, told);
        deepStrictEqual(collect(said("error", "preview failed"), said("error", "update failed")).errors, []);
    });

    it("keep a finding's level and resource", () => {
        deepStrictEqual(
            everything().findings.map(({ level, resource }) => [level, resource]),
            [
                ["advisory", "vpc"],
                ["mandatory", undefined],
                ["mandatory", undefined],
                ["advisory", "vpc"],
            ],
        );
        equal(countFindings(everything().findings), "2 refusals, 2 advisories");
        equal(
            countFindings(everything().findings.slice(0, 2).concat(everything().findings.slice(0, 1))),
            "1 refusal, 2 advisories",
        );
        equal(countFindings([]), "0 refusals, 0 advisories");
    });

    it("are the reasons of a failure; what the engine printed is shown only where they told none", () => {
        const failed = (...events: Partial<EngineEvent>[]) => {
            const result = collector(...events);
            result.fail(["<{%fg 1%}>printed<{%reset%}>"]);
            return [result.run.succeeded, result.run.errors];
        };
        deepStrictEqual(failed(), [false, ["printed"]]);
        deepStrictEqual(failed(found("warning", "an advice")), [false, ["printed"]]);
        deepStrictEqual(failed(found("mandatory", "a refusal")), [false, []]);
        deepStrictEqual(failed(said("error", "told")), [false, ["told"]]);
    });

    it("name a resource by the end of its URN, whatever is in it", () => {
        equal(nameOf("urn:pulumi:dev::p::a:b:C::x::y"), "x::y");
    });
});
