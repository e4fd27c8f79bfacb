import * as assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import * as semver from "semver";
import { goVersionFor, readPins } from "../../../sandbox/toolchain/pins";
import { satisfies, supported } from "../../../sandbox/toolchain/versions";
import { pinFolder, removeFolders, versions } from "./fixtures";

describe("pins under tools/", () => {
    afterEach(removeFolders);

    it("name the modules that are built, in versions that would also be accepted on PATH", () => {
        const pins = readPins();
        assert.equal(pins.pulumi.package, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
        assert.equal(pins.languageHost.package, "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs");
        assert.equal(pins.helm.package, "helm.sh/helm/v3/cmd/helm");
        for (const { version } of Object.values(pins)) assert.equal(semver.valid(version), version);
        assert.ok(satisfies(pins.pulumi.version, supported.pulumi.range));
        assert.ok(satisfies(pins.helm.version, supported.helm.range));
    });

    it("are read from go.mod and tools.go", () => {
        const directory = pinFolder();
        assert.deepEqual(readPins(directory).helm, {
            directory: path.join(directory, "helm"),
            module: "example.test/charts",
            package: "example.test/charts/cmd/helm",
            version: versions.helm,
            goVersion: "1.22",
        });
    });

    it("do not mistake an indirect requirement for the pin", () => {
        const directory = pinFolder();
        writeFileSync(
            path.join(directory, "helm", "go.mod"),
            "module example.test/helm\n\ngo 1.26.0\n\nrequire (\n\texample.test/charts/cmd v0.5.0 // indirect\n)\n\n" +
                "require (\n\texample.test/charts v3.1.0\n)\n",
        );
        assert.equal(readPins(directory).helm.version, "3.1.0");
    });

    it("that name no module are a mistake that names the file", () => {
        const directory = pinFolder();
        writeFileSync(path.join(directory, "helm", "go.mod"), "module example.test/helm\n\ngo 1.22\n");
        assert.throws(() => readPins(directory), {
            name: "ToolchainError",
            message: `${path.join(directory, "helm", "go.mod")} must name a Go version and require the module of example.test/charts/cmd/helm.`,
        });
    });

    it("together want the highest of their Go versions, compared as numbers", () => {
        const pin = readPins(pinFolder()).helm;
        const wants = ["1.9", "1.26.0", "1.22"].map((goVersion) => ({ ...pin, goVersion }));
        assert.equal(goVersionFor(wants), "1.26.0");
    });
});
