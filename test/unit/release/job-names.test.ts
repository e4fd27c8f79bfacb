import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { ReleaseConfig } from "../../../components/config";
import type { ReleaseRequest } from "../../../components/release/plan";
import { anyRequest, applicationConfig, valuesRequest, type AppConfig } from "../application/application";
import { MODULES, Plan, requestOf } from "./plans";
import { releaseConfig } from "./release";

const BOTH = ["blue-migrate", "green-migrate"] as const;
const ALL = [...BOTH, "switch"] as const;

const namesOf = (plan: Plan): Record<string, string> =>
    Object.fromEntries(Object.entries(plan.jobs()).map(([step, job]) => [step, job.metadata.name]));

/** One section of a release taken from another one. */
const anySection = fc.constantFrom<keyof ReleaseConfig>(...(Object.keys(releaseConfig()) as (keyof ReleaseConfig)[]));

const release = releaseConfig();
const withRelease = (changes: Partial<ReleaseConfig>) => requestOf(valuesRequest({ release: releaseConfig(changes) }));
const withScale = (changes: Parameters<typeof applicationConfig>[0]) =>
    requestOf(valuesRequest({ application: applicationConfig(changes) }));
const base = requestOf(valuesRequest());
const digest = `sha256:${"a".repeat(64)}`;
const { api, frontend, worker } = applicationConfig();

/** What is changed, and the Jobs that run anew for it. */
const CHANGES: readonly (readonly [title: string, request: ReleaseRequest, jobs: readonly string[]])[] = [
    ["nothing", requestOf(valuesRequest()), []],
    ["the generation", withRelease({ generation: 2 }), ["switch"]],
    ["the live colour", withRelease({ live: "green" }), ["switch"]],
    ["a version", withRelease({ green: { ...release.green, tag: "2.2.0" } }), ["green-migrate", "switch"]],
    [
        "an image under the same tag",
        withRelease({ blue: { ...release.blue, digests: { api: digest, worker: "", frontend: "" } } }),
        ["blue-migrate", "switch"],
    ],
    ...Object.keys(release.verify).map(
        (key) => [`verify.${key}`, withRelease({ verify: { ...release.verify, [key]: 77 } }), ["switch"]] as const,
    ),
    ["the canary's steps", withRelease({ canary: { ...release.canary, steps: [5, 25] } }), ["switch"]],
    ["the canary's pace", withRelease({ canary: { ...release.canary, stepSeconds: 11 } }), ["switch"]],
    ...Object.keys(release.watch).map(
        (key) => [`watch.${key}`, withRelease({ watch: { ...release.watch, [key]: 7 } }), ["switch"]] as const,
    ),
    ["whether something may be removed", withRelease({ migration: { ...release.migration, contract: true } }), BOTH],
    ["the restore point", withRelease({ migration: { ...release.migration, restorePoint: "none" } }), BOTH],
    ["the API's least pods", withScale({ api: { ...api, minReplicas: 3 } }), ["switch"]],
    ["the front end's most pods", withScale({ frontend: { ...frontend, maxReplicas: 9 } }), ["switch"]],
    ["the workers' pods", withScale({ worker: { ...worker, maxReplicas: 9 } }), []],
    ["the API's memory", withScale({ api: { ...api, memory: "1Gi" } }), []],
    ["the repository", withScale({ imageRepository: "registry.example/leanvibe" }), ALL],
    [
        "the environment, which is part of the pods' configuration",
        requestOf(valuesRequest({ environment: "prod" })),
        ALL,
    ],
    ["the program", { ...base, modules: { ...MODULES, "walk.py": "" } }, ALL],
    ["the namespace", { ...base, namespace: "other" }, ALL],
    [
        "where the data is",
        requestOf(valuesRequest({ traffic: { dataCidrs: [], dataPorts: { database: 1, redis: 2 } } })),
        [],
    ],
];

describe("the name of a Job", () => {
    const before = namesOf(new Plan(base));

    for (const [title, request, jobs] of CHANGES) {
        it(`changes with ${title} for ${jobs.length === 0 ? "no Job" : jobs.join(", ")}`, () => {
            const after = namesOf(new Plan(request));
            // The migration of a colour runs in both, and the switch in that of the live one.
            assert.deepEqual(
                Object.keys(after)
                    .filter((step) => after[step] !== before[step])
                    .sort(),
                [...jobs].sort(),
            );
        });
    }

    it("is another one exactly when anything in the Job is", () => {
        fc.assert(
            fc.property(anyRequest, anyRequest, anySection, (values, other, section) => {
                const changed: AppConfig = {
                    ...values,
                    release: { ...values.release, [section]: other.release[section] },
                };
                const [one, two] = [values, changed].map((each) => new Plan(requestOf(each)).jobs());
                for (const step of ALL) {
                    const [first, second] = [one?.[step], two?.[step]];
                    assert.ok(first && second);
                    // The command and the colour are in the name by themselves.
                    const isSame = JSON.stringify(first.spec) === JSON.stringify(second.spec);
                    assert.equal(first.metadata.name === second.metadata.name, isSame, step);
                }
            }),
        );
    });

    it("differs between commands and colours, and is a label of DNS", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const names = Object.values(namesOf(new Plan(requestOf(values))));
                assert.equal(new Set(names).size, 3);
                for (const name of names) {
                    assert.match(name, /^leanvibe-(migrate|switch)-(blue|green)-[0-9a-f]{10}$/);
                    // Its pods carry the name as a label's value, and with five characters more as their own name.
                    assert.ok(name.length <= 57, name);
                }
            }),
        );
    });
});
