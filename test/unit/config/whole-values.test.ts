import assert from "node:assert/strict";

import { devWith, mistakesOf } from "./support";

/** A right value for each key whose value has a form. */
const VALUES: Readonly<Record<string, string>> = {
    "aws.accountId": "111111111111",
    "aws.region": "us-east-1",
    "aws.zones.0": "us-east-1a",
    "network.cidr": "10.10.0.0/16",
    "cluster.publicAccessCidrs.0": "203.0.113.0/24",
    "cluster.adminRoleArns.0": "arn:aws:iam::111111111111:role/ops/deployer",
    "cluster.nodePools.0.name": "general",
    "database.engineVersion": "16.10",
    "application.imageRepository": "registry.example:5000/leanvibe/hive",
    "application.api.cpu": "500m",
    "application.worker.cpu": "12",
    "application.frontend.memory": "512Mi",
    "gateway.controller": "eks.amazonaws.com/gateway-alb",
    "release.blue.tag": "2.0.0",
    "release.verify.paths.0": "/api/version?full=1",
    "release.green.digests.api": `sha256:${"0".repeat(64)}`,
};

const asWritten = (path: string) => path.replaceAll(/\.(\d+)/g, "[$1]");

describe("a value that has a form", () => {
    for (const [path, value] of Object.entries(VALUES)) {
        it(`of ${asWritten(path)} is taken whole: nothing may stand before or behind it`, () => {
            const lists = {
                "cluster.adminRoleArns": [],
                "cluster.publicAccessCidrs": [],
                "release.verify.paths": ["/ready"],
                "release.green.digests": {},
            };
            const given = (text: string) => mistakesOf(devWith({ ...lists, [path]: text }));
            assert.deepEqual(given(value), []);
            // Whatever else is wrong with it, the form is what is told.
            const told = (text: string) => given(text).find((line) => line.startsWith(`${asWritten(path)}: `));
            const wanted = (text: string) => told(text)?.replace(/^.*?; (?=allowed: )/s, "");
            for (const text of [`#${value}`, `${value}#`, ` ${value}`, `${value} `, `${value}\n`, `x\n${value}`]) {
                assert.ok(told(text), JSON.stringify(text));
                assert.equal(wanted(text), wanted("?"), JSON.stringify(text));
            }
        });
    }

    it("may be short: a pool's name of one letter, a tag that begins like latest", () => {
        assert.deepEqual(mistakesOf(devWith({ "cluster.nodePools.0.name": "g" })), []);
        assert.deepEqual(mistakesOf(devWith({ "release.blue.tag": "latest-2" })), []);
        assert.deepEqual(mistakesOf(devWith({ "release.blue.tag": "2" })), []);
    });

    it("may be long: a role's path and name of 512 characters, a repository with dashes wherever registries take them", () => {
        const role = (length: number) => {
            const path = `${"x".repeat(60)}/`.repeat(8);
            return `arn:aws:iam::111111111111:role/${path}${"x".repeat(length - path.length)}`;
        };
        const mistakesOfRole = (length: number) =>
            mistakesOf(devWith({ "cluster.adminRoleArns": [role(length)] })).length;
        assert.deepEqual([mistakesOfRole(512), mistakesOfRole(513)], [0, 1]);
        for (const repository of ["mirror--a.example/leanvibe", "registry.example/lean-vibe/agent_hive.v2"]) {
            assert.deepEqual(mistakesOf(devWith({ "application.imageRepository": repository })), [], repository);
        }
    });

    it("takes every domain of a gateway's controller, of long names and of short ones", () => {
        for (const controller of ["gateway.envoyproxy.io/gatewayclass-controller", "example.x.y/c", "a/b", "a-b/c"]) {
            assert.deepEqual(mistakesOf(devWith({ "gateway.controller": controller })), [], controller);
        }
    });

    it("counts cores in digits alone", () => {
        for (const cpu of ["1x", "1.", "0", "100"]) {
            assert.equal(mistakesOf(devWith({ "application.api.cpu": cpu })).length, 1, cpu);
        }
    });
});
