import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import { CheckpointKeeper, keptPath } from "../../../../sandbox/engine/checkpoint-keeper";
import { readCheckpoint, repairCheckpoint } from "../../../../sandbox/engine/recovery/checkpoint";
import { clearSidecars } from "../../../../sandbox/engine/recovery/sidecars";
import { UserError } from "../../../../sandbox/errors";

/** A checkpoint with so many resources, as the engine writes it. */
function checkpointOf(resources: number): string {
    const made = Array.from({ length: resources }, (_, index) => ({
        urn: `urn:pulumi:dev::p::aws:ec2/vpc:Vpc::vpc-${String(index)}`,
        type: "aws:ec2/vpc:Vpc",
        custom: true,
        id: `vpc-${String(index)}`,
    }));
    return JSON.stringify({ version: 3, checkpoint: { stack: "dev", latest: { resources: made } } }, null, 4);
}

describe("a stack's files after a killed command or a full disk", () => {
    let folder: string;
    let file: string;

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-state-"));
        const stacks = path.join(folder, ".pulumi", "stacks", "project");
        fs.mkdirSync(stacks, { recursive: true });
        file = path.join(stacks, "dev.json");
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("a checkpoint that is cut short anywhere is never taken for a whole one", () => {
        const text = checkpointOf(3);
        fc.assert(
            fc.property(fc.nat(text.length - 1), (length) => {
                assert.equal(readCheckpoint(text.slice(0, length)), undefined);
            }),
        );
        assert.equal(readCheckpoint(text)?.resources.length, 3);
    });

    it("a stack that never had a resource is whole", () => {
        const text = JSON.stringify({ version: 3, checkpoint: { stack: "dev" } });
        assert.deepEqual(readCheckpoint(text), { resources: [], pending: [] });
    });

    for (const [how, text] of Object.entries({
        "cut short": checkpointOf(3).slice(0, 100),
        empty: "",
        "no checkpoint": "[]",
    })) {
        it(`a checkpoint that is ${how} gives way to its backup, and is kept`, () => {
            fs.writeFileSync(file, text);
            fs.writeFileSync(`${file}.bak`, checkpointOf(2));
            assert.equal(
                repairCheckpoint("dev", file),
                "the state of dev was damaged: took the last whole version, with 2 resources",
            );
            assert.equal(fs.readFileSync(file, "utf8"), checkpointOf(2));
            assert.equal(fs.readFileSync(`${file}.damaged`, "utf8"), text);
        });
    }

    for (const [what, backup] of Object.entries({ "a damaged backup": "{", "no backup": undefined })) {
        it(`a damaged checkpoint with ${what} is one clear error, and nothing is touched`, () => {
            fs.writeFileSync(file, "{");
            if (backup !== undefined) fs.writeFileSync(`${file}.bak`, backup);
            const before = fs.readdirSync(path.dirname(file));
            assert.throws(
                () => repairCheckpoint("dev", file),
                (error: unknown) =>
                    error instanceof UserError &&
                    /^the state of the stack dev, .*dev\.json, is damaged and no whole version is beside it: put a good copy there, or delete it/.test(
                        error.message,
                    ),
            );
            assert.deepEqual(fs.readdirSync(path.dirname(file)), before);
        });
    }

    it("a damaged checkpoint gives way to the version that was kept, before its backup", () => {
        const keeper = new CheckpointKeeper(file);
        fs.writeFileSync(file, checkpointOf(4));
        keeper.keep();
        // As the engine's storage library does on a full disk: half a file is renamed into place, and backed up.
        fs.writeFileSync(`${file}.tmp`, checkpointOf(5).slice(0, 200));
        fs.renameSync(`${file}.tmp`, file);
        keeper.keep();
        fs.writeFileSync(`${file}.bak`, checkpointOf(2));
        assert.match(repairCheckpoint("dev", file) ?? "", /with 4 resources$/);
        assert.equal(fs.readFileSync(file, "utf8"), checkpointOf(4));
    });

    it("every whole version is kept, and none that is cut short", () => {
        const keeper = new CheckpointKeeper(file);
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(1000), (resources, cut) => {
                const text = checkpointOf(resources);
                fs.writeFileSync(`${file}.tmp`, cut === 0 ? text : text.slice(0, -cut));
                fs.renameSync(`${file}.tmp`, file);
                keeper.keep();
                const kept = keptPath(file);
                if (cut === 0) assert.equal(fs.readFileSync(kept, "utf8"), text);
                if (fs.existsSync(kept)) assert.ok(readCheckpoint(fs.readFileSync(kept, "utf8")));
            }),
        );
    });

    it("a checkpoint that is cut short is told once, and whoever watches goes on with other things", async () => {
        fs.writeFileSync(file, checkpointOf(1));
        let cuts = 0;
        const stop = new CheckpointKeeper(file, () => cuts++).watch();
        fs.writeFileSync(`${file}.1.tmp`, checkpointOf(2).slice(0, -10));
        fs.renameSync(`${file}.1.tmp`, file);
        await setTimeout(300);
        stop();
        assert.equal(cuts, 1);
        assert.equal(fs.readFileSync(keptPath(file), "utf8"), checkpointOf(1));
    });

    it("an engine that is faster than the look at its files never seems to cut one short", async () => {
        fs.writeFileSync(file, checkpointOf(1));
        const texts = [1, 40, 3, 80].map(checkpointOf);
        const replacing = `
            const fs = require("node:fs");
            const [file, ...texts] = process.argv.slice(1);
            for (let turn = 0; turn < 3000; turn++) {
                fs.writeFileSync(file + ".1.tmp", texts[turn % texts.length]);
                fs.renameSync(file + ".1.tmp", file);
            }`;
        const engine = spawn(process.execPath, ["-e", replacing, file, ...texts]);
        let cuts = 0;
        const keeper = new CheckpointKeeper(file, () => cuts++);
        while (engine.exitCode === null) {
            for (let look = 0; look < 100; look++) keeper.keep();
            await setImmediate();
        }
        assert.equal(engine.exitCode, 0);
        assert.equal(cuts, 0);
        assert.ok(texts.includes(fs.readFileSync(keptPath(file), "utf8")));
    });

    it("a whole checkpoint is left alone, and so is a stack that is not there", () => {
        assert.equal(repairCheckpoint("dev", file), undefined);
        fs.writeFileSync(file, checkpointOf(3));
        fs.writeFileSync(`${file}.bak`, checkpointOf(2));
        assert.equal(repairCheckpoint("dev", file), undefined);
        assert.equal(fs.readFileSync(file, "utf8"), checkpointOf(3));
    });

    it("half-written files beside it go, those of another stack and whole ones stay", () => {
        const stacks = path.dirname(file);
        const meta = path.join(folder, ".pulumi", "meta.yaml.attrs");
        const gone = [`${file}.attrs`, `${file}.bak.attrs`, `${file}.1795280531043629671.tmp`, meta];
        const kept = [file, `${file}.bak`, path.join(stacks, "prod.json.attrs"), path.join(stacks, "prod.json.1.tmp")];
        for (const name of [...gone, ...kept]) fs.writeFileSync(name, "");
        assert.equal(clearSidecars(file), gone.length);
        assert.deepEqual(gone.filter(fs.existsSync), []);
        assert.deepEqual(kept.filter(fs.existsSync), kept);

        fs.writeFileSync(`${file}.attrs`, '{"user.content_type":""}');
        assert.equal(clearSidecars(file), 0);
    });
});
