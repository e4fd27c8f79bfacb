import * as assert from "node:assert/strict";
import { NOT_EVALUATED } from "../../policies/kit";
import { rulesOn } from "../../policies/cost/rules";
import { rules as securityRules } from "../../policies/security/rules";
import { catalogue } from "../../sandbox/providers/aws/catalogue";
import type { EngineRun } from "../../sandbox/summary/model";
import { Checkout, type Outcome } from "./checkout";
import { Match } from "./refusals/match";
import { compliant, offending } from "./refusals/stacks";
import { editStackFile } from "./stack-file";

/** A preview and an update in the real engine take seconds, more on a busy machine. */
const engineTimeoutMs = 240_000;

/** The day on which the packs judge here: 17 days before the end of standard support of Kubernetes 1.34. */
const today = "2026-11-15";

const rules = [...securityRules, ...rulesOn(() => today)];

/** Rules that advise; all others refuse. */
const advice = ["kubernetes-support-ending", "single-nat-gateway"];

/** Rules that no unknown value can mislead, with the reason. */
const neverUnclear: Readonly<Record<string, string>> = {
    "single-nat-gateway": "how many resources there are is always known",
    "unknown-price": "what it cannot price for being unknown is listed by monthly-limit",
};

describe("what the policies refuse, through the real engine", function () {
    this.timeout(engineTimeoutMs);
    let checkout: Checkout;

    before(() => {
        checkout = new Checkout();
        checkout.edit("policies/cost/rules/index.ts", (text) =>
            text.replace("rulesOn(today)", `rulesOn(() => "${today}")`),
        );
    });
    after(() => {
        checkout.remove();
    });

    /** What the engine says of a program of test/engine/refusals in the place of the platform's. */
    async function previewOf(program: "offending" | "compliant"): Promise<EngineRun> {
        const original = checkout.read("index.ts");
        checkout.edit("index.ts", () => `import "./test/engine/refusals/${program}";\n`);
        const outcome = await checkout.sandbox(["exec", "npx", "tsx", "test/engine/refusals/preview.ts"]);
        checkout.edit("index.ts", () => original);
        assert.equal(outcome.code, 0, outcome.output);
        return JSON.parse(outcome.stdout) as EngineRun;
    }

    describe("a stack in which everything is wrong or not known", () => {
        let run: EngineRun;
        let match: Match;

        before(async () => {
            run = await previewOf("offending");
            match = new Match(offending, run.findings);
        });

        it("ends in a refusal and not in an error", () => {
            assert.equal(run.succeeded, false);
            assert.deepEqual(run.errors, []);
        });

        it("has an offender for each rule, and for no other", () => {
            const tried = new Set(offending.flatMap(({ says }) => Object.keys(says)));
            assert.deepEqual([...tried].sort(), rules.map(({ name }) => name).sort());
        });

        it("has something unclear for each rule, and for no other", () => {
            const tried = new Set([...offending, ...compliant].flatMap(({ notKnown }) => Object.keys(notKnown)));
            const wanted = rules.map(({ name }) => name).filter((name) => !(name in neverUnclear));
            assert.deepEqual([...tried].sort(), wanted.sort());
        });

        for (const rule of rules) {
            const level = advice.includes(rule.name) ? "advisory" : "mandatory";
            const verb = level === "advisory" ? "advises against" : "refuses";
            it(`${verb} what breaks ${rule.name}, naming the resource, the place, the value and the remedy`, () => {
                assert.deepEqual(match.missing(rule.name), []);
                for (const { message, ...said } of match.violationsOf(rule.name)) {
                    assert.equal(said.level, level);
                    // Rules over the whole estimate have a remedy for each finding.
                    assert.ok(message.endsWith(rule.types === undefined ? "." : `Fix: ${rule.remediation}`), message);
                    assert.match(message, /Fix: \S/);
                }
            });
            it(`does not take what is not known for a fault by ${rule.name}, and lists it`, () => {
                assert.deepEqual(match.missingUnclear(rule.name), []);
            });
            // The unit tables of the rules have those types that the stand-ins have no table for.
            const types = (rule.types ?? []).filter((type) => type in catalogue || type.startsWith("kubernetes:"));
            if (types.length > 0) {
                it(`finds ${rule.name} broken by each type that it is about`, () => {
                    const found = match.violationsOf(rule.name).map(({ resource }) => resource);
                    const typesFound = run.steps.filter(({ name }) => found.includes(name)).map(({ type }) => type);
                    assert.deepEqual(
                        types.filter((type) => !typesFound.includes(type)),
                        [],
                    );
                });
            }
        }

        it("says nothing else", () => {
            assert.deepEqual(match.unexpected(), []);
        });
    });

    describe("a stack in which nothing is wrong", () => {
        let run: EngineRun;
        let match: Match;

        before(async () => {
            run = await previewOf("compliant");
            match = new Match(compliant, run.findings);
        });

        it("passes", () => {
            assert.deepEqual(run.errors, []);
            assert.deepEqual(
                run.findings.filter(({ policy }) => policy !== NOT_EVALUATED),
                [],
            );
            assert.equal(run.succeeded, true);
        });

        it("is judged by each rule", () => {
            const resources = run.steps.map(({ type, name, urn, inputs }) => ({
                ...{ type, name, urn, props: inputs },
                propertyDependencies: {},
            }));
            const idle = rules.filter((rule) => {
                const evaluations =
                    rule.scope === "stack"
                        ? rule.evaluate(resources, {})
                        : resources.map((resource) => rule.evaluate(resource, {}));
                return evaluations.every(({ subjects }) => subjects === 0);
            });
            assert.deepEqual(
                idle.map(({ name }) => name),
                [],
            );
        });

        it("lists the relations that are not known yet", () => {
            assert.deepEqual(
                rules.flatMap(({ name }) => match.missingUnclear(name)),
                [],
            );
            assert.deepEqual(match.unexpected(), []);
        });
    });

    describe("the platform with three mistakes, brought up", () => {
        let outcome: Outcome;

        before(async () => {
            checkout.edit("charts/leanvibe-agent-hive/templates/_pod.tpl", (text) =>
                text.replaceAll("runAsNonRoot: true", "runAsNonRoot: false"),
            );
            checkout.edit("index.ts", (text) =>
                `${text}
new ec2.SecurityGroup("open", {
    vpcId: network.vpcId,
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
}, { provider });
`.replace(/^import /m, 'import * as ec2 from "@pulumi/aws/ec2";\nimport '),
            );
            editStackFile(checkout, "dev", (config) => {
                for (const pool of config.cluster.nodePools) {
                    pool.cpuLimit *= 100;
                    pool.memoryLimitGiB *= 100;
                }
            });
            outcome = await checkout.sandbox(["up"]);
        });

        it("ends with a non-zero exit code and without a stack trace", () => {
            assert.equal(outcome.code, 1);
            assert.doesNotMatch(outcome.output, /^\s+at .*\.(ts|js):\d+/m);
        });

        it("names the container that runs as root, the rule and the remedy", () => {
            assert.match(
                outcome.output,
                /refused {3}leanvibe-security\/run-as-non-root {2}release-leanvibe\/leanvibe-api-blue\n/,
            );
            assert.match(
                outcome.output,
                /container 'api': .*runAsNonRoot is false.*Fix: Set securityContext\.runAsNonRoot: true/,
            );
        });

        it("names the security group that is open to the world, the rule and the remedy", () => {
            assert.match(outcome.output, /refused {3}leanvibe-security\/\S+ {2}open\n[^]*?0\.0\.0\.0\/0/);
        });

        it("shows the arithmetic of a stack over its monthly limit", () => {
            assert.match(outcome.output, /refused {3}leanvibe-cost\/\S*limit\S* {2}the whole stack\n[^]*?\$[\d,.]+/);
        });

        it("creates nothing", () => {
            assert.deepEqual(checkout.stateResources(), []);
        });
    });
});
