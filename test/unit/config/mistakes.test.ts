import assert from "node:assert/strict";

import { devWith, mistakesOf, prodWith } from "./support";

describe("several mistakes", () => {
    it("are reported together, shape and rules alike, a line each", () => {
        const lines = mistakesOf(
            devWith({
                environment: "dve",
                "aws.accountId": "12",
                "network.cidr": "10.10.0.0/24",
                "database.storageGiB": 500,
                "release.blue.tag": "latest",
            }),
        );
        assert.deepEqual(
            lines.map((line) => line.split(":")[0]),
            ["environment", "aws.accountId", "release.blue.tag", "network.cidr", "database.maxStorageGiB"],
        );
    });

    it("do not hide a rule whose own keys are right", () => {
        const lines = mistakesOf(prodWith({ "database.instanceClass": "nonsense", "database.multiAz": false }));
        assert.equal(lines.length, 2);
        assert.match(lines.join("\n"), /database\.multiAz: given false; allowed: true in prod/);
    });

    it("silence a rule whose own keys are wrong", () => {
        const lines = mistakesOf(devWith({ "database.storageGiB": "many", "database.maxStorageGiB": 22 }));
        assert.equal(lines.length, 1);
        assert.match(lines.join(), /^database\.storageGiB/);
    });

    it("of which there are hundreds are told as far as they fit a screen", () => {
        const lines = mistakesOf(devWith({ "aws.zones": Array.from({ length: 300 }, (_, i) => `zone-${i}`) }));
        assert.equal(lines.length, 51);
        assert.equal(lines.at(-1), "… and 250 more");
    });

    it("that are the same are told once", () => {
        const zones = ["us-east-1a", "us-east-2a", "us-east-2a"];
        const lines = mistakesOf(devWith({ "aws.zones": zones }));
        assert.equal(lines.length, 2, lines.join("\n"));
        assert.match(
            lines.join("\n"),
            /"us-east-2a"; allowed: each zone once[^]*"us-east-2a"; allowed: zones of us-east-1/,
        );
    });
});
