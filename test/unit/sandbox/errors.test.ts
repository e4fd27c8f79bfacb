import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { engineErrors } from "../../../sandbox/engine/failure";
import { faultOf, UserError } from "../../../sandbox/errors";
import { CommandError } from "@pulumi/pulumi/automation";

/** What the Automation API throws when the engine's command line failed. */
function commandError(stdout: string, stderr: string): Error {
    const message = `code: -2\n stdout: ${stdout}\n stderr: ${stderr}\n err?: Error: ${stderr}\n`;
    return Object.assign(Object.create(CommandError.prototype) as Error, { message });
}

describe("what the user is told of a failure", () => {
    it("is the engine's own error lines, once each, without stacks", () => {
        const stderr = "Command failed: pulumi up\nerror: could not load the pack\n    at Module._load (loader.js:1)";
        assert.deepEqual(engineErrors(commandError("", stderr)), ["could not load the pack"]);
    });

    it("is the first line of what it printed, when none is marked as an error", () => {
        assert.deepEqual(engineErrors(commandError("", "something odd\n at x")), ["something odd"]);
    });

    it("names the path and the remedy when the disk refuses", () => {
        const file = path.join(os.tmpdir(), `leanvibe-file-${String(process.pid)}`);
        fs.writeFileSync(file, "");
        try {
            fs.mkdirSync(path.join(file, "folder"));
            assert.fail("a folder inside a file");
        } catch (error) {
            const fault = faultOf(error);
            assert.ok(fault instanceof UserError);
            assert.match(fault.message, /leanvibe-file-\d+\/folder cannot be used: .*move that file away\.$/);
        } finally {
            fs.rmSync(file);
        }
    });

    it("leaves a fault of the program to its stack", () => {
        assert.equal(faultOf(new TypeError("undefined is not a function")), undefined);
    });
});
