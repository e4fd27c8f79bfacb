import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { readConfig } from "../../../components/config";
import { devWith, mistakesOf, type Raw } from "./support";

const PROJECT = "leanvibe-agent-hive";
const SECRET = "hunter2secret";

/** The lines that a right stack ends with when these keys are set beside its own. */
function withKeys(...keys: string[]): string[] {
    return mistakesOf(devWith(), { keys });
}

describe("a key of another namespace", () => {
    const cases: readonly (readonly [key: string, fix: string])[] = [
        ["aws:region", "region is set by leanvibe-agent-hive:aws; run: pulumi config rm aws:region"],
        ["aws:profile", "name the profile in the environment, AWS_PROFILE; run: pulumi config rm aws:profile"],
        ["aws:secretKey", "credentials come from the environment; run: pulumi config rm aws:secretKey"],
        ["aws:maxRetries", "run: pulumi config rm aws:maxRetries"],
        ["pulumi:disable-default-providers", "run: pulumi config rm pulumi:disable-default-providers"],
        ["other:cache", "did you mean leanvibe-agent-hive:cache?"],
        ["leanvibe-agent-hvie:databse", "did you mean leanvibe-agent-hive:database?"],
        ["other:flavour", "run: pulumi config rm other:flavour"],
    ];
    for (const [key, fix] of cases) {
        it(`is refused in one line with its remedy: ${key}`, () => {
            assert.deepEqual(withKeys(key), [
                `${key}: given a key that nothing reads; allowed: keys of ${PROJECT}, and pulumi:tags; fix: ${fix}`,
            ]);
        });
    }

    it("is a line each, beside the other mistakes", () => {
        const lines = mistakesOf(devWith({ "aws.accountId": "12" }), { keys: ["aws:region", "other:cache"] });
        assert.deepEqual(
            lines.map((line) => line.split(": ")[0]),
            ["aws:region", "other:cache", "aws.accountId"],
        );
    });

    it("is accepted where it changes nothing of the platform", () => {
        assert.deepEqual(withKeys("pulumi:tags", `${PROJECT}:cache`), []);
    });
});

describe("reading the running stack's configuration", () => {
    function set(raw: Raw, others: Readonly<Record<string, string>>): void {
        const own = Object.entries(raw).map(([key, value]) => [
            `${PROJECT}:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
        ]);
        pulumi.runtime.setAllConfig({ ...(Object.fromEntries(own) as Record<string, string>), ...others });
    }

    before(() =>
        pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, PROJECT, "dev"),
    );
    after(() => {
        pulumi.runtime.setAllConfig({});
    });

    it("takes every key of the project", () => {
        set(devWith({ "cache.replicas": 3 }), {});
        assert.equal(readConfig().cache.replicas, 3);
    });

    it("sees the keys of all namespaces", () => {
        set(devWith(), { "aws:region": "eu-west-1", [`${PROJECT}:databse`]: SECRET });
        assert.throws(readConfig, (error: Error) => {
            assert.match(error.message, /^ {2}aws:region: .*\n {2}databse: /m);
            return true;
        });
    });
});

describe("the value of an unknown key", () => {
    const places: readonly (readonly [title: string, raw: Raw])[] = [
        ["beside the sections", devWith({ password: SECRET })],
        ["in a section", devWith({ "database.password": SECRET })],
        ["in a section, an object", devWith({ "database.login": { password: SECRET } })],
        ["in a list of objects", devWith({ "cluster.nodePools.0.password": SECRET })],
        ["in a list where a section belongs", devWith({ database: [{ password: SECRET }] })],
        ["in text where a section belongs", devWith({ database: `{password: ${SECRET}` })],
        ["in an object where a list belongs", devWith({ "cluster.nodePools": { password: SECRET } })],
        ["in an object where text belongs", devWith({ "release.blue.tag": { password: SECRET } })],
        ["in an object where a zone belongs", devWith({ "aws.zones": [{ password: SECRET }, "us-east-1b"] })],
        ["in an object in a list of something else", devWith({ "network.cidr": [{ password: SECRET }] })],
        ["in an object where a list of text belongs", devWith({ "aws.zones": { password: SECRET } })],
        ["deep in a size", devWith({ "application.api.env": { PASSWORD: SECRET } })],
    ];
    for (const [title, raw] of places) {
        it(`is never printed: ${title}`, () => {
            const lines = mistakesOf(raw);
            assert.ok(lines.length > 0);
            assert.ok(!lines.join("\n").includes(SECRET), lines.join("\n"));
        });
    }

    it("is replaced by what kind of thing stood there", () => {
        const given = (raw: Raw) => mistakesOf(raw).map((line) => /given (.*?); allowed/.exec(line)?.[1]);
        assert.deepEqual(given(devWith({ "release.blue.tag": { password: SECRET } })), ["an object"]);
        assert.deepEqual(given(devWith({ "aws.zones": [{ password: SECRET }, "us-east-1b"] })), ["an object"]);
        assert.deepEqual(given(devWith({ database: [{ password: SECRET }] })), ["a list"]);
    });
});
