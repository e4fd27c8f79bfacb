import assert from "node:assert/strict";

import * as fc from "fast-check";

import { COLOURS } from "../../../components/application/plan";
import { planRoute, planWeights } from "../../../components/release/route";
import { switchSettings } from "../../../components/release/settings";
import { identityOf } from "../../../components/release/version";
import { anyRequest } from "../application/application";
import { Plan, planOf, requestOf } from "./plans";
import { anyRelease, releaseConfig } from "./release";

interface Rule {
    readonly matches: readonly { readonly path: { readonly type: string; readonly value: string } }[];
    readonly backendRefs: readonly { readonly name: string; readonly port: number; readonly weight: number }[];
}

/** The two rules of a route. */
function rulesOf(route: object): readonly [Rule, Rule] {
    const [api, frontend, ...more] = (route as { spec: { rules: Rule[] } }).spec.rules;
    assert.ok(api && frontend && more.length === 0, "a rule for the API, one for the front end");
    return [api, frontend];
}

const route = planRoute("leanvibe", releaseConfig({ generation: 7 }));

describe("the weights", () => {
    it("sum to 100, and give all of it to the live colour", () => {
        for (const live of COLOURS) {
            const weights = planWeights(live);
            assert.equal(weights.blue + weights.green, 100);
            assert.equal(weights[live], 100);
        }
    });
});

describe("the route", () => {
    it("names the Services of both colours in both rules, with the live colour's weight at 100", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const plan = new Plan(requestOf(values));
                const rules = rulesOf(plan.only("route"));
                for (const [index, workload] of ["api", "frontend"].entries()) {
                    const backends = rules[index]?.backendRefs ?? [];
                    assert.deepEqual(
                        Object.fromEntries(backends.map(({ name, weight }) => [name, weight])),
                        Object.fromEntries(
                            COLOURS.map((colour) => [
                                `leanvibe-${workload}-${colour}`,
                                colour === values.release.live ? 100 : 0,
                            ]),
                        ),
                    );
                    for (const { name } of backends) {
                        assert.ok(plan.objects().has(`Service ${name}`), name);
                    }
                }
            }),
        );
    });

    it("has the API's paths in the first rule, and every other path in the second", () => {
        const [api, frontend] = rulesOf(route);
        const paths = (rule: Rule) => rule.matches.map(({ path }) => `${path.type} ${path.value}`);
        const expected = ["/api", "/ws", "/health", "/ready"].map((path) => `PathPrefix ${path}`);
        assert.deepEqual(paths(api), expected);
        assert.deepEqual(paths(frontend), ["PathPrefix /"]);
        assert.deepEqual(
            [api, frontend].map(({ backendRefs }) => backendRefs.map(({ port }) => port)),
            [
                [8000, 8000],
                [8080, 8080],
            ],
        );
    });

    it("hangs on the gateway of its namespace", () => {
        assert.deepEqual((route.spec as { parentRefs: unknown }).parentRefs, [
            { group: "gateway.networking.k8s.io", kind: "Gateway", name: "leanvibe" },
        ]);
        assert.equal(route.metadata.namespace, "leanvibe");
    });

    it("remembers live colour, generation, and the version of each colour", () => {
        fc.assert(
            fc.property(anyRelease, (release) => {
                const { annotations } = planRoute("leanvibe", release).metadata;
                assert.equal(annotations?.["leanvibe.dev/live"], release.live);
                assert.equal(annotations["leanvibe.dev/generation"], String(release.generation));
                for (const colour of COLOURS) {
                    assert.equal(annotations[`leanvibe.dev/${colour}`], identityOf(release[colour]));
                }
            }),
        );
    });

    it("is applied under the name that the Jobs write it with, so that neither stands in the other's way", () => {
        const { fieldManager } = switchSettings(planOf().request);
        const { annotations } = route.metadata;
        assert.equal(annotations?.["pulumi.com/patchFieldManager"], fieldManager);
        assert.equal(annotations["pulumi.com/patchForce"], "true");
    });
});
