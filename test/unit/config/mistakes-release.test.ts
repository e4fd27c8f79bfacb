import assert from "node:assert/strict";

import fc from "fast-check";

import { drainFaults } from "../../../components/release/drain";
import { releaseConfig } from "../release/release";
import { itIsOneLine, type Case } from "./cases";
import { devWith, load, mistakesOf } from "./support";

const digest = `sha256:${"a".repeat(64)}`;

/** A number that is one too many, or one too few, for a field. */
const beyond = (path: string, value: number, limits: RegExp): Case => [
    `${path} of ${value}`,
    devWith({ [path]: value }),
    path,
    String(value),
    limits,
];

const FIELDS: readonly Case[] = [
    ["no live colour", devWith({ "release.live": undefined }), "release.live", "nothing", /blue, green/],
    ["a misspelt colour", devWith({ "release.live": "gren" }), "release.live", '"gren"', /did you mean green\?/],
    ["no generation", devWith({ "release.generation": undefined }), "release.generation", "nothing", /releases so far/],
    beyond("release.generation", 0, /from 1 to 1000000000$|from 1 to 1000000000;/),
    beyond("release.generation", 1.5, /a whole number/),
    ["no version", devWith({ "release.green": undefined }), "release.green.tag", "nothing", /image tag/],
    ["a version as text", devWith({ "release.green": "2.1.0" }), "release.green", "a string", /keys: tag, digests/],
    [
        "a digest cut short",
        devWith({ "release.green.digests": { api: digest.slice(0, -1) } }),
        "release.green.digests.api",
        `"${digest.slice(0, -1)}"`,
        /64 hexadecimal digits/,
    ],
    [
        "a digest of another kind",
        devWith({ "release.blue.digests": { worker: digest.replace("256", "512") } }),
        "release.blue.digests.worker",
        `"${digest.replace("256", "512")}"`,
        /leave the key out/,
    ],
    [
        "a digest of what has none",
        devWith({ "release.blue.digests": { workr: digest } }),
        "release.blue.digests.workr",
        "an unknown key",
        /did you mean worker\?/,
    ],
    [
        "a section that is gone",
        devWith({ "application.tag": "2.0.0" }),
        "application.tag",
        "an unknown key",
        /remove it/,
    ],
    [
        "a path that does not begin with a slash",
        devWith({ "release.verify.paths": ["/ready", "health"] }),
        "release.verify.paths[1]",
        '"health"',
        /a path that begins with \//,
    ],
    ["no path at all", devWith({ "release.verify.paths": [] }), "release.verify.paths", "[]", /at least one path/],
    [
        "one path as text",
        devWith({ "release.verify.paths": "/ready" }),
        "release.verify.paths",
        '"/ready"',
        /a list of paths/,
    ],
    beyond("release.verify.requests", 9, /requests from 10 to 10000/),
    beyond("release.verify.concurrency", 65, /requests at once from 1 to 64/),
    beyond("release.verify.maxErrorPercent", 101, /percent from 0 to 100/),
    beyond("release.verify.maxP95Milliseconds", 0, /milliseconds from 1 to 60000/),
    [
        "one share as a number",
        devWith({ "release.canary.steps": 5 }),
        "release.canary.steps",
        "5",
        /like \[5, 25, 50\]/,
    ],
    [
        "a share of everything",
        devWith({ "release.canary.steps": [5, 100] }),
        "release.canary.steps[1]",
        "100",
        /1 to 99/,
    ],
    ["a share of nothing", devWith({ "release.canary.steps": [0] }), "release.canary.steps[0]", "0", /percent from 1/],
    beyond("release.canary.stepSeconds", 1, /seconds from 2 to 3600/),
    beyond("release.watch.intervalSeconds", 0, /seconds from 1 to 60/),
    beyond("release.watch.maxErrorPercent", -1, /percent from 0 to 100/),
    beyond("release.watch.maxP95Milliseconds", 60_001, /milliseconds from 1 to 60000/),
    beyond("release.watch.breachSamples", 0, /looks in a row from 1 to 100/),
    beyond("release.watch.bakeSeconds", 4, /seconds from 5 to 86400/),
    beyond("release.drain.endpointPropagationSeconds", -1, /seconds from 0 to 300/),
    beyond("release.drain.preStopSeconds", 301, /seconds from 0 to 300/),
    beyond("release.drain.longestRequestSeconds", 0, /seconds from 1 to 3600/),
    beyond("release.drain.terminationGraceSeconds", 7201, /seconds from 1 to 7200/),
    beyond("release.drain.deregistrationDelaySeconds", 3601, /seconds from 0 to 3600/),
    beyond("release.drain.gatewayIdleSeconds", 4001, /seconds from 1 to 4000/),
    beyond("release.drain.keepAliveSeconds", 4101, /seconds from 1 to 4100/),
    [
        "a restore point in words",
        devWith({ "release.migration.restorePoint": "yes" }),
        "release.migration.restorePoint",
        '"yes"',
        /point-in-time, none/,
    ],
    [
        "a removal in words",
        devWith({ "release.migration.contract": "allowed" }),
        "release.migration.contract",
        '"allowed"',
        /true or false/,
    ],
    [
        "a controller without its path",
        devWith({ "gateway.controller": "eks.amazonaws.com" }),
        "gateway.controller",
        '"eks.amazonaws.com"',
        /a domain, a slash and a path/,
    ],
    [
        "a controller whose domain is none",
        devWith({ "gateway.controller": "eks..amazonaws.com/gateway-alb" }),
        "gateway.controller",
        '"eks..amazonaws.com/gateway-alb"',
        /controller's documentation/,
    ],
    [
        "a controller too long for Kubernetes",
        devWith({ "gateway.controller": `a.example/${"x".repeat(244)}` }),
        "gateway.controller",
        `"a.example/${"x".repeat(69)}…`,
        /253 characters/,
    ],
    beyond("gateway.port", 0, /a port from 1 to 65535/),
    beyond("gateway.port", 65_536, /a port from 1 to 65535/),
];

/** Each breaks one rule over several keys; the numbers stand in the line as they were given. */
const RULES: readonly Case[] = [
    [
        "a pause before the gateway knows",
        devWith({ "release.drain": { preStopSeconds: 10 } }),
        "release.drain.preStopSeconds",
        "10",
        /preStopSeconds >= endpointPropagationSeconds, which 10 >= 15 is not: .*; fix: set 15 or more$/,
    ],
    [
        "a pod killed within a request",
        devWith({ "release.drain": { terminationGraceSeconds: 45 } }),
        "release.drain.terminationGraceSeconds",
        "45",
        /preStopSeconds \+ longestRequestSeconds < terminationGraceSeconds, which 15 \+ 30 < 45 is not: .*; fix: set 46 or more$/,
    ],
    [
        "a request cut short by the gateway",
        devWith({ "release.drain": { deregistrationDelaySeconds: 20 } }),
        "release.drain.deregistrationDelaySeconds",
        "20",
        /longestRequestSeconds <= deregistrationDelaySeconds, which 30 <= 20 is not: .*; fix: set 30 or more$/,
    ],
    [
        "a connection that the pod closes first",
        devWith({ "release.drain": { gatewayIdleSeconds: 75 } }),
        "release.drain.keepAliveSeconds",
        "75",
        /keepAliveSeconds > gatewayIdleSeconds, which 75 > 75 is not: .*; fix: set 76 or more$/,
    ],
    [
        "shares that fall",
        devWith({ "release.canary.steps": [25, 5] }),
        "release.canary.steps",
        "[25,5]",
        /each step above the one before it; fix: write it like \[5, 25, 50\]/,
    ],
    ["a share twice", devWith({ "release.canary.steps": [5, 5] }), "release.canary.steps", "[5,5]", /each step above/],
    [
        "11 shares",
        devWith({ "release.canary.steps": Array.from({ length: 11 }, (_, index) => index + 1) }),
        "release.canary.steps",
        "[1,2,3,",
        /at most 10 steps/,
    ],
];

describe("a mistake in a field of the release", () => {
    itIsOneLine(FIELDS);
});

describe("a mistake between several keys of the release", () => {
    itIsOneLine(RULES);

    it("is not looked for where one of them is wrong by itself", () => {
        const paths = (release: Record<string, unknown>) =>
            mistakesOf(devWith(release)).map((line) => line.split(": ")[0]);
        assert.deepEqual(paths({ "release.drain": { preStopSeconds: "long", endpointPropagationSeconds: 300 } }), [
            "release.drain.preStopSeconds",
        ]);
        assert.deepEqual(paths({ "release.canary.steps": [50, "x", 5] }), ["release.canary.steps[1]"]);
        assert.deepEqual(paths({ "release.drain": 5, "release.canary": [] }), ["release.canary", "release.drain"]);
    });
});

describe("what is just allowed of a release", () => {
    const cases: readonly (readonly [title: string, changes: Record<string, unknown>])[] = [
        ["no canary at all", { "release.canary.steps": [] }],
        ["ten shares from the least to the most", { "release.canary.steps": [1, 2, 3, 4, 5, 6, 7, 8, 9, 99] }],
        ["pods that end at once", { "release.drain": { endpointPropagationSeconds: 0, preStopSeconds: 0 } }],
        ["times that just keep each rule", { "release.drain": { ...tight() } }],
        ["images that are pinned", { "release.green.digests": { api: digest, worker: digest, frontend: digest } }],
        ["an empty digest, which is none", { "release.green.digests": { api: "" } }],
        ["one version in both colours", { "release.green.tag": "2.0.0" }],
        ["a controller of 253 characters", { "gateway.controller": `a.example/${"x".repeat(243)}` }],
    ];
    for (const [title, changes] of cases) {
        it(`is ${title}`, () => {
            assert.deepEqual(mistakesOf(devWith(changes)), []);
        });
    }

    function tight() {
        return {
            endpointPropagationSeconds: 10,
            preStopSeconds: 10,
            longestRequestSeconds: 20,
            terminationGraceSeconds: 31,
            deregistrationDelaySeconds: 20,
            gatewayIdleSeconds: 40,
            keepAliveSeconds: 41,
        };
    }
});

describe("times of a pod's end that break a rule", () => {
    const second = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 300 }));
    const anyDrain = fc.record({
        endpointPropagationSeconds: second,
        preStopSeconds: second,
        longestRequestSeconds: fc.integer({ min: 1, max: 3600 }),
        terminationGraceSeconds: fc.integer({ min: 1, max: 7200 }),
        deregistrationDelaySeconds: fc.integer({ min: 0, max: 3600 }),
        gatewayIdleSeconds: fc.integer({ min: 1, max: 4000 }),
        keepAliveSeconds: fc.integer({ min: 1, max: 4100 }),
    });

    it("are one mistake each, and right once what each says is done, again where that broke another", () => {
        fc.assert(
            fc.property(anyDrain, (given) => {
                let drain: Record<string, number> = { ...given };
                for (let round = 0; round < 3; round++) {
                    const lines = mistakesOf(devWith({ "release.drain": drain }));
                    assert.equal(lines.length, drainFaults(drain).length, lines.join("\n"));
                    for (const line of lines) {
                        const [, key = "", least = ""] =
                            /^release\.drain\.(\w+): .*; fix: set (\d+) or more$/.exec(line) ?? [];
                        drain = { ...drain, [key]: Number(least) };
                    }
                }
                assert.deepEqual(mistakesOf(devWith({ "release.drain": drain })), []);
            }),
        );
    });
});

describe("a release that says the least", () => {
    it("has the defaults that the tests of a release take for granted", () => {
        const least = { live: "blue", generation: 1, blue: { tag: "2.0.0" }, green: { tag: "2.1.0" } };
        assert.deepEqual(load(devWith({ release: least })).release, releaseConfig());
        assert.deepEqual(load(devWith()).gateway, { controller: "eks.amazonaws.com/gateway-alb", port: 80 });
    });
});
