import assert from "node:assert/strict";

import * as fc from "fast-check";

import { otherColour } from "../../../components/release/version";
import { sameAsGolden } from "../../golden";
import { anyRequest } from "../application/application";
import { Plan, planOf, requestOf } from "./plans";

/** Checks something of the plan of any configuration. */
function ofAnyPlan(check: (plan: Plan) => void): void {
    fc.assert(
        fc.property(anyRequest, (values) => {
            check(new Plan(requestOf(values)));
        }),
    );
}

function assertBefore(plan: Plan, later: string, earlier: readonly string[]): void {
    const before = plan.before(later);
    for (const name of earlier) {
        assert.ok(before.has(name), `${name} comes before ${later}`);
    }
}

describe("the order of a release", () => {
    it("is what its golden file says, step by step", () => {
        const lines = planOf().steps.flatMap(({ name, after, objects }) => [
            `${name}${after.length === 0 ? "" : ` after ${after.join(", ")}`}:`,
            ...objects.map(({ kind, metadata }) => `  ${kind} ${metadata.name.replace(/-[0-9a-f]{10}$/, "-HASH")}`),
        ]);
        sameAsGolden(__dirname, "steps.txt", lines);
    });

    it("names only steps that exist and come earlier: there is no cycle", () => {
        ofAnyPlan(({ steps }) => {
            steps.forEach(({ name, after }, index) => {
                const earlier = steps.slice(0, index).map((step) => step.name);
                assert.ok(!earlier.includes(name), `${name} is there once`);
                for (const awaited of after) {
                    assert.ok(earlier.includes(awaited), `${name} waits for ${awaited}`);
                }
            });
        });
    });

    it("waits only for steps that have objects: nothing can be waited for otherwise", () => {
        ofAnyPlan((plan) => {
            for (const awaited of plan.steps.flatMap(({ after }) => after)) {
                assert.notDeepEqual(plan.step(awaited).objects, [], awaited);
            }
        });
    });

    it("brings traffic to a colour after its switch, which comes after all of the colour that it judges", () => {
        ofAnyPlan((plan) => {
            const { live } = plan.request.release;
            const routes = plan.steps.filter(({ objects }) => objects.some(({ kind }) => kind === "HTTPRoute"));
            assert.deepEqual(
                routes.map(({ name }) => name),
                ["route"],
                "nothing else divides traffic",
            );
            assertBefore(plan, "route", ["switch"]);
            assertBefore(
                plan,
                "switch",
                ["migrate", "foundation", "services", "deployments", "scaling"].map((stage) => `${live}-${stage}`),
            );
        });
    });

    it("has the guard, the ledger and the Jobs' rights before the first Job that may move traffic", () => {
        ofAnyPlan((plan) => {
            assertBefore(plan, "switch", ["guard", "jobs"]);
            assertBefore(plan, "blue-migrate", ["jobs"]);
            assertBefore(plan, "green-migrate", ["jobs"]);
        });
    });

    it("has the Services of both colours before the route names them, and before a pod starts", () => {
        ofAnyPlan((plan) => {
            for (const later of ["route", "blue-deployments", "green-deployments"]) {
                assertBefore(plan, later, ["blue-services", "green-services"]);
            }
        });
    });

    it("never runs two migrations at once, and starts pods and workers of a colour after its own", () => {
        ofAnyPlan((plan) => {
            const { live } = plan.request.release;
            assertBefore(plan, `${live}-migrate`, [`${otherColour(live)}-migrate`]);
            for (const colour of ["blue", "green"]) {
                assertBefore(plan, `${colour}-deployments`, [`${colour}-migrate`]);
                assertBefore(plan, `${colour}-workers`, [`${colour}-migrate`, `${colour}-foundation`]);
            }
        });
    });

    it("does not make a switch wait for the pods of the other colour: they may never become ready", () => {
        ofAnyPlan((plan) => {
            const idle = otherColour(plan.request.release.live);
            for (const stage of ["deployments", "scaling", "workers", "workerScaling"]) {
                assert.ok(!plan.before("switch").has(`${idle}-${stage}`), stage);
                assert.ok(!plan.before("route").has(`${idle}-${stage}`), stage);
            }
        });
    });

    it("hands over the workers last: the new ones after the route, the old ones go when the new ones are there", () => {
        ofAnyPlan((plan) => {
            const { live } = plan.request.release;
            const idle = otherColour(live);
            assertBefore(plan, `${live}-workers`, ["route"]);
            assertBefore(plan, `${idle}-workers`, [`${live}-workers`]);
            assertBefore(plan, `${live}-workerScaling`, [`${live}-workers`]);
            assert.ok(!plan.before(`${live}-workers`).has(`${idle}-workers`));
        });
    });
});
