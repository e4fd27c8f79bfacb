import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { RunError } from "@pulumi/pulumi";
import fc from "fast-check";
import { parse } from "yaml";

import { CONFIG_KEYS, loadConfig } from "../../../components/config";
import { devWith, load, mistakesOf, type Raw } from "./support";

const ROOT = join(__dirname, "../../..");

interface ProjectFile {
    readonly name: string;
    readonly config: Readonly<Record<string, { description?: string; default?: unknown; type?: string }>>;
}

function readYaml(file: string): unknown {
    return parse(readFileSync(join(ROOT, file), "utf8"));
}

const project = readYaml("Pulumi.yaml") as ProjectFile;

/** The configuration of a stack file, without the namespace. */
function stackFile(stack: string): Raw {
    const { config } = readYaml(`Pulumi.${stack}.yaml`) as { config: Raw };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key.replace(`${project.name}:`, ""), value]),
    );
}

/** The defaults that the schema fills in: what loading the least of a stack adds. */
function defaults(): Raw {
    const least = devWith();
    const added = (loaded: unknown, raw: unknown): unknown => {
        if (loaded === null || typeof loaded !== "object" || Array.isArray(loaded)) {
            return raw === undefined ? loaded : undefined;
        }
        const entries = Object.entries(loaded)
            .map(([key, value]) => [key, added(value, (raw as Raw | undefined)?.[key])] as const)
            // An empty text stands for nothing, in a stack's file too.
            .filter(([, value]) => value !== undefined && value !== "");
        return entries.length > 0 ? Object.fromEntries(entries) : undefined;
    };
    return added(load(least), withoutRegion(least)) as Raw;
}

function withoutRegion(raw: Raw): Raw {
    return { ...raw, aws: { ...(raw.aws as Raw), region: undefined } };
}

describe("Pulumi.yaml", () => {
    it("declares exactly the keys that the program knows", () => {
        assert.deepEqual(Object.keys(project.config).sort(), [...CONFIG_KEYS].sort());
    });

    it("describes each key", () => {
        for (const [key, { description }] of Object.entries(project.config)) {
            assert.ok((description ?? "").length > 10, key);
        }
    });

    it("leaves every check to the program: a default for each key, a type for none", () => {
        for (const [key, declaration] of Object.entries(project.config)) {
            assert.ok("default" in declaration, `${key} has no default`);
            assert.ok(!("type" in declaration), `${key} has a type`);
        }
    });

    it("declares the defaults that the program fills in", () => {
        const declared = Object.fromEntries(
            Object.entries(project.config)
                .filter(([key]) => key !== "environment")
                .map(([key, declaration]) => [key, declaration.default]),
        );
        assert.deepEqual(declared, defaults());
    });

    it("lets the program name everything that a stack without configuration lacks", () => {
        const raw = Object.fromEntries(Object.entries(project.config).map(([key, { default: value }]) => [key, value]));
        assert.deepEqual(
            mistakesOf(raw).map((line) => line.split(":")[0]),
            [
                "environment",
                "aws.accountId",
                "aws.zones",
                "network.cidr",
                "cluster.nodePools",
                "application.imageRepository",
                "release.live",
                "release.generation",
                "release.blue.tag",
                "release.green.tag",
            ],
        );
    });
});

describe("the stack files", () => {
    for (const stack of ["dev", "staging", "prod"]) {
        it(`${stack} is right`, () => {
            assert.deepEqual(mistakesOf(stackFile(stack), { stack }), []);
        });

        it(`${stack} holds no secret`, () => {
            const text = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
            assert.doesNotMatch(text, /secure:|encryptionsalt|encryptedkey|password|AKIA/i);
        });
    }

    it("give each environment its own account and address block", () => {
        const loaded = ["dev", "staging", "prod"].map((stack) => load(stackFile(stack)));
        assert.equal(new Set(loaded.map((config) => config.aws.accountId)).size, 3);
        assert.equal(new Set(loaded.map((config) => config.network.cidr)).size, 3);
    });

    it("say the same things: parity of dev, staging and prod", () => {
        const paths = (value: unknown, path = ""): string[] =>
            value !== null && typeof value === "object" && !Array.isArray(value)
                ? Object.entries(value).flatMap(([key, inner]) => paths(inner, `${path}.${key}`))
                : [path];
        const [dev, ...others] = ["dev", "staging", "prod"].map((stack) => paths(stackFile(stack)).sort());
        for (const other of others) {
            assert.deepEqual(other, dev);
        }
    });
});

describe("loading a configuration", () => {
    it("fills in defaults below what is given", () => {
        const config = load(devWith({ "database.multiAz": true }));
        assert.deepEqual([config.database.multiAz, config.database.storageGiB], [true, 20]);
        assert.deepEqual([config.application.api.minReplicas, config.application.api.maxReplicas], [2, 10]);
    });

    it("takes an account id that `pulumi config set --path` turned into a number", () => {
        assert.equal(load(devWith({ "aws.accountId": 111111111111 })).aws.accountId, "111111111111");
    });

    it("never throws anything but a list of mistakes, whatever it is given", () => {
        const anything = fc.oneof(fc.json(), fc.string(), fc.constant(undefined));
        const values = fc.record(Object.fromEntries(CONFIG_KEYS.map((key) => [key, anything])));
        fc.assert(fc.property(values, fc.array(fc.string()), onlyMistakes));
    });

    it("never throws anything but a list of mistakes when one value among right ones is strange", () => {
        const paths = ["aws.zones", "network.cidr", "cluster.nodePools", "cluster.nodePools.0", "cache.engineVersion"];
        const path = fc.constantFrom(...paths, "cluster.publicAccessCidrs", "database.storageGiB", "application.api");
        fc.assert(
            fc.property(path, fc.oneof(fc.jsonValue(), fc.string(), ipv4Like()), (at, value) => {
                const raw = devWith({ [at]: value });
                onlyMistakes(
                    Object.fromEntries(Object.entries(raw).map(([key, given]) => [key, JSON.stringify(given)])),
                    [],
                );
            }),
        );
    });
});

function ipv4Like(): fc.Arbitrary<string> {
    return fc
        .tuple(fc.array(fc.nat(300), { minLength: 4, maxLength: 4 }), fc.nat(40))
        .map(([p, n]) => `${p.join(".")}/${n}`);
}

function onlyMistakes(raw: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
    try {
        loadConfig((key) => raw[key] as string | undefined, { keys });
    } catch (error) {
        assert.ok(RunError.isInstance(error), String(error));
        const [heading, ...lines] = error.message.split("\n");
        assert.match(heading ?? "", new RegExp(`has ${lines.length} mistakes?:$`));
        for (const line of lines) {
            assert.match(line, /^ {2}.*: given .+; allowed: .+; fix: .+$/);
        }
    }
}
