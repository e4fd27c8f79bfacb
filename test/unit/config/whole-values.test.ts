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
    "release.green.digests.api": `sha256:${"0".repeat(64)}`,
};

const asWritten = (path: string) => path.replaceAll(/\.(\d+)/g, "[$1]");

describe("a value that has a form", () => {
    for (const [path, value] of Object.entries(VALUES)) {
        it(`of ${asWritten(path)} is taken whole: nothing may stand before or behind it`, () => {
            const lists = { "cluster.adminRoleArns": [], "cluster.publicAccessCidrs": [], "release.green.digests": {} };
            const given = (text: string) => mistakesOf(devWith({ ...lists, [path]: text }));
            assert.deepEqual(given(value), []);
            for (const text of [`#${value}`, `${value}#`, ` ${value}`, `${value} `, `${value}\n`, `x\n${value}`]) {
                assert.ok(
                    given(text).some((line) => line.startsWith(`${asWritten(path)}: `)),
                    JSON.stringify(text),
                );
            }
        });
    }

    it("may be short: a pool's name of one letter, a tag that begins like latest", () => {
        assert.deepEqual(mistakesOf(devWith({ "cluster.nodePools.0.name": "g" })), []);
        assert.deepEqual(mistakesOf(devWith({ "release.blue.tag": "latest-2" })), []);
        assert.deepEqual(mistakesOf(devWith({ "release.blue.tag": "2" })), []);
    });

    it("counts cores in digits alone", () => {
        for (const cpu of ["1x", "1.", "0", "100"]) {
            assert.equal(mistakesOf(devWith({ "application.api.cpu": cpu })).length, 1, cpu);
        }
    });
});
