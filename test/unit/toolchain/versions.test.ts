import * as assert from "node:assert/strict";
import fc from "fast-check";
import * as semver from "semver";
import {
    normaliseVersion,
    parseVersion,
    satisfies,
    supported,
    versionQuestions,
} from "../../../sandbox/toolchain/versions";

const release = fc
    .tuple(fc.nat(999), fc.nat(999), fc.nat(999))
    .map(([major, minor, patch]) => `${major}.${minor}.${patch}`);

/** What each program prints around its version. */
const spoken: Record<keyof typeof versionQuestions, (version: string) => string> = {
    pulumi: (version) => `v${version}\n`,
    helm: (version) => `v${version}+g0123456\n`,
    node: (version) => `v${version}\n`,
    npm: (version) => `${version}\n`,
    go: (version) => `go version go${version} linux/amd64\n`,
    git: (version) => `git version ${version} (Apple Git-154)\n`,
    make: (version) => `GNU Make ${version}\nBuilt for x86_64-pc-linux-gnu\n`,
    aws: (version) => `aws-cli/${version} Python/3.11.7 Linux/6.1.0 botocore/1.43.11\n`,
    kubectl: (version) => `{\n  "clientVersion": {\n    "major": "1",\n    "gitVersion": "v${version}"\n  }\n}\n`,
};

describe("versions that programs say", () => {
    for (const [program, say] of Object.entries(spoken)) {
        const question = versionQuestions[program as keyof typeof versionQuestions];

        it(`are read from what ${program} prints, also between other lines`, () => {
            const noise = fc.constantFrom("", "warning: 2024.10.1 is near\n", "there is news: v9.9.9\n");
            fc.assert(
                fc.property(release, noise, noise, (version, before, after) => {
                    assert.equal(parseVersion(before + say(version) + after, question), version);
                }),
            );
        });

        it(`are never made up from what ${program} might print instead`, () => {
            fc.assert(
                fc.property(fc.string(), (text) => {
                    const version = parseVersion(text, question);
                    assert.ok(version === undefined || semver.valid(version) === version);
                }),
            );
            assert.equal(parseVersion("command not found", question), undefined);
            assert.equal(parseVersion("", question), undefined);
        });
    }

    it("are completed when they are short or made by a vendor", () => {
        assert.equal(normaliseVersion("1.26"), "1.26.0");
        assert.equal(normaliseVersion("1.26rc1"), "1.26.0-rc.1");
        assert.equal(normaliseVersion("4.3"), "4.3.0");
        assert.equal(normaliseVersion("2.39.5.windows.1"), "2.39.5");
        assert.equal(normaliseVersion("devel"), undefined);
        assert.equal(normaliseVersion("1"), undefined);
    });
});

describe("supported versions", () => {
    const within = (tool: keyof typeof supported, version: string) => satisfies(version, supported[tool].range);

    it("begin and end where the range says, pre-releases included", () => {
        for (const [tool, good, bad] of [
            [
                "pulumi",
                ["3.160.0", "3.999.0", "3.161.0-alpha.1"],
                ["3.159.9", "3.160.0-alpha.1", "4.0.0", "4.0.0-rc.1"],
            ],
            ["helm", ["3.14.0", "3.22.0", "4.0.0", "4.9.1"], ["2.17.0", "3.13.9", "5.0.0"]],
            ["node", ["20.19.0", "22.1.0", "24.99.0"], ["18.20.0", "20.18.3", "25.0.0"]],
            ["aws", ["1.24.0", "1.45.11", "2.7.0", "2.30.1"], ["1.23.9", "2.0.0", "2.6.9"]],
        ] as const) {
            for (const version of good) assert.ok(within(tool, version), `${tool} ${version} should serve`);
            for (const version of bad) assert.ok(!within(tool, version), `${tool} ${version} should not serve`);
        }
    });

    it("of Pulumi are exactly major 3 from minor 160 on", () => {
        fc.assert(
            fc.property(fc.nat(6), fc.nat(400), fc.nat(50), (major, minor, patch) => {
                assert.equal(within("pulumi", `${major}.${minor}.${patch}`), major === 3 && minor >= 160);
            }),
        );
    });
});
