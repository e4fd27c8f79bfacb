import * as assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { bundle } from "../../../sandbox/compile/bundle";
import { orExplain } from "../../../sandbox/compile/failure";
import { sourceStamp } from "../../../sandbox/compile/output";
import { compilePacks } from "../../../sandbox/compile/packs";
import { compileProgram } from "../../../sandbox/compile/program";
import { repository } from "../../../sandbox/engine/paths";
import { UserError } from "../../../sandbox/errors";

describe("what the sandbox compiles", () => {
    let folder: string;
    beforeEach(() => {
        // Inside the repository, as the sandbox's own folder is, so that packages are found.
        fs.mkdirSync(path.join(repository, ".sandbox"), { recursive: true });
        folder = fs.mkdtempSync(path.join(repository, ".sandbox", "compile-test-"));
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("is the program, file for file, with its chart and with maps to its TypeScript; two at once do no harm", async () => {
        const [name, same] = await Promise.all([compileProgram(folder), compileProgram(folder)]);
        assert.equal(name, same);
        assert.deepEqual(fs.readdirSync(folder), [name]);
        const program = path.join(folder, name);
        assert.equal(fs.realpathSync(path.join(program, "charts")), path.join(repository, "charts"));
        const map = JSON.parse(fs.readFileSync(path.join(program, "components/network/index.js.map"), "utf8")) as {
            sources: string[];
        };
        assert.deepEqual(
            map.sources.map((source) => path.resolve(program, "components/network", source)),
            [path.join(repository, "components/network/index.ts")],
        );
    });

    it("is made anew only when its sources changed", async () => {
        const name = await compileProgram(folder);
        const before = fs.statSync(path.join(folder, name, "index.js"));
        assert.equal(await compileProgram(folder), name);
        assert.equal(fs.statSync(path.join(folder, name, "index.js")).ino, before.ino);
        assert.notEqual(await sourceStamp(["components"]), await sourceStamp(["components", "index.ts"]));
    });

    it("is a program for which the SDK formats no stack trace per promise, while errors keep theirs", async () => {
        const name = await compileProgram(folder);
        fs.writeFileSync(
            path.join(folder, name, "index.js"),
            `const promise = Promise.resolve();
            require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(promise, "test");
            exports.trace = promise._debugStackTrace;
            exports.error = new Error("kept").stack;`,
        );
        const printed = execFileSync(
            process.execPath,
            ["-e", "console.log(JSON.stringify(require(process.argv[1])))", path.join(folder, name)],
            { encoding: "utf8" },
        );
        const outputs = JSON.parse(printed) as { trace: string; error: string };
        assert.equal(outputs.trace, "Error");
        assert.match(outputs.error, /^Error: kept\n\s+at .*index\.js/);
    });

    for (const pack of ["security", "cost"]) {
        it(`is the policy pack ${pack}, which its launcher starts in the pack's folder, so that it prints a port`, async () => {
            await compilePacks(folder);
            const child = spawn(path.join(folder, "pulumi-analyzer-policy"), ["127.0.0.1:1", "."], {
                cwd: path.join(repository, "policies", pack),
                stdio: ["ignore", "pipe", "inherit"],
            });
            try {
                const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
                const first = await lines.next();
                assert.match(String(first.value), /^\d+$/);
            } finally {
                child.kill("SIGKILL");
            }
        });
    }

    it("holds neither a TypeScript compiler nor npm where none is used", async () => {
        const text = Buffer.from(await bundle("policies/security/index.ts")).toString("utf8");
        assert.match(text, /\/\/ node_modules\/@pulumi\/policy\//);
        assert.doesNotMatch(text, /\/\/ node_modules\/(typescript|@npmcli\/[\w-]+|pacote)\/(?!lib\/index\.js$)/m);
    });

    it("is refused with the place of each mistake when it does not compile", async () => {
        const failure = Object.assign(new Error("Build failed"), {
            errors: [{ text: 'Unexpected "="', location: { file: "index.ts", line: 106, column: 10 } }],
        });
        await assert.rejects(orExplain("the program", Promise.reject(failure)), (error: unknown) => {
            assert.ok(error instanceof UserError);
            assert.equal(error.message, 'the program does not compile: index.ts:106:11: Unexpected "=".');
            return true;
        });
    });
});
