/** One part of the code that is mutated by itself, with the tests that must notice. */
export interface Scope {
    readonly name: string;
    /** What is mutated, as Stryker's patterns. */
    readonly mutate: readonly string[];
    /** The tests that are run, as mocha's patterns (without commas, at which it splits). None needs the toolchain or much time. */
    readonly specs: readonly string[];
}

const CONFIG_TESTS = [
    "config",
    "given",
    "known",
    "limits",
    "messages",
    "mistakes-fields",
    "mistakes-release",
    "mistakes-rules",
    "namespaces",
    "whole-values",
].map((name) => `test/unit/config/${name}.test.ts`);
const POLICY_TESTS = [
    "test/policy/messages.test.ts",
    "test/policy/settings.test.ts",
    "test/policy/kit/*.test.ts",
    "test/policy/cost/*.test.ts",
    "test/policy/security/metadata.test.ts",
    "test/policy/security/policy-document.test.ts",
    "test/policy/security/rules.test.ts",
];
const COMPONENT_TESTS = [
    "cache",
    "cluster",
    "database",
    "keys",
    "network-plan",
    "planned",
    "platform",
    "workload-identity",
].map((name) => `test/unit/components/${name}.test.ts`);
const APPLICATION_TESTS = ["namespace", "plan", "quantity", "stages"].map(
    (name) => `test/unit/application/${name}.test.ts`,
);

/** The plan of the whole stack comes first: it is quick, and notices most. */
const RELEASE_TESTS = [
    "test/unit/components/planned.test.ts",
    ...["access", "drain", "guard", "jobs", "order", "plan", "route", "settings", "version", "job-names"].map(
        (name) => `test/unit/release/${name}.test.ts`,
    ),
];

/**
 * Pure code, in which a result depends on arguments alone: the planners, the checks of config, the rules, the cost model, and of
 * the sandbox what compares, encodes and tells. A component that turns a plan into resources, or a command, is tested as a whole
 * in the engine; a mutant of it would take seconds to minutes to judge.
 */
export const SCOPES: readonly Scope[] = [
    {
        name: "components: planners",
        mutate: [
            "components/{application,cache,cluster,database,keys,network,workload-identity}/plan.ts",
            "components/application/{namespace,quantity,stages}.ts",
            "components/{final-snapshot,platform}.ts",
        ],
        specs: [...COMPONENT_TESTS, ...APPLICATION_TESTS, ...CONFIG_TESTS],
    },
    {
        name: "components: release",
        mutate: ["components/release/{access,drain,guard,jobs,names,plan,route,settings,version}.ts"],
        specs: RELEASE_TESTS,
    },
    {
        name: "components: config",
        mutate: ["components/config.ts", "components/config/*.ts"],
        specs: [...CONFIG_TESTS, "test/unit/components/planned.test.ts"],
    },
    { name: "policies: kit", mutate: ["policies/kit/*.ts"], specs: POLICY_TESTS },
    { name: "policies: security rules", mutate: ["policies/security/rules/**/*.ts"], specs: POLICY_TESTS },
    {
        name: "policies: cost",
        mutate: ["policies/cost/limits.ts", "policies/cost/{model,rules}/**/*.ts"],
        specs: [
            "test/unit/cost/*.test.ts",
            "test/policy/messages.test.ts",
            "test/policy/settings.test.ts",
            "test/policy/cost/*.test.ts",
        ],
    },
    {
        name: "sandbox: codec, diff, summary",
        mutate: ["sandbox/providers/protocol/{codec,diff,value}.ts", "sandbox/summary/*.ts"],
        specs: [
            "test/unit/protocol/values.test.ts",
            "test/unit/providers/codec.test.ts",
            "test/unit/providers/diff.test.ts",
            "test/unit/sandbox/summary.test.ts",
            "test/unit/summary/words.test.ts",
        ],
    },
];
