// The entry of every sandbox command, on plain Node.js: it installs the project's packages when they are missing or
// out of date (nothing else can run before), then hands over to cli.ts. `node sandbox/run.mjs --help` lists the commands.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { explainFailure, npmArguments, wasInterrupted } from "./npm.mjs";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(repository, "node_modules", ".installed-from");
const sandboxFolder = path.join(repository, ".sandbox");
const lock = path.join(sandboxFolder, "npm.lock");
const npmLog = path.join(sandboxFolder, "npm.log");

function fail(message, exitCode = 1) {
    process.stderr.write(`error: ${message}\n`);
    process.exit(exitCode);
}

function requireNode() {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major < 20 || (major === 20 && minor < 19) || major > 24) {
        fail(`Node.js ${process.versions.node} was found; the project runs on 20.19 to 24: install one of them.`);
    }
}

function wantedStamp() {
    const hash = createHash("sha256");
    for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(path.join(repository, file)));
    return hash.digest("hex");
}

function installed() {
    // A linked node_modules belongs to another checkout; npm would empty it there.
    if (lstatSync(path.dirname(stamp), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
    return existsSync(stamp) && readFileSync(stamp, "utf8") === wantedStamp();
}

/** Runs a command to its end; a signal for this process is passed on to it, once each. */
function run(command, args, options) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd: repository, ...options });
        child.on("error", reject);
        child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => child.kill(signal));
    });
}

/** Whether the process that wrote the lock is still there; a killed one leaves its lock behind. */
function holderLives() {
    const pid = Number(existsSync(lock) ? readFileSync(lock, "utf8") : NaN);
    if (!Number.isInteger(pid) || pid <= 0) return false;
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return error.code === "EPERM";
    }
}

/** Takes the lock, whole from its first moment: a link to a file that names this process already. */
function tryLock() {
    const mine = `${lock}.${process.pid}`;
    writeFileSync(mine, String(process.pid));
    try {
        linkSync(mine, lock);
        return true;
    } catch (error) {
        if (error.code !== "EEXIST") throw error;
        if (!holderLives()) rmSync(lock, { force: true });
        return false;
    } finally {
        rmSync(mine, { force: true });
    }
}

async function installPackages() {
    if (installed()) return;
    mkdirSync(path.dirname(lock), { recursive: true });
    let told = false;
    while (!tryLock()) {
        if (!told) process.stdout.write("packages  another command is installing them: waiting for it\n");
        told = true;
        await setTimeout(500);
        if (installed()) return;
    }
    const release = () => rmSync(lock, { force: true });
    process.on("exit", release);
    process.stdout.write("packages  installing from package-lock.json (npm ci)\n");
    const words = openSync(npmLog, "w");
    let code;
    try {
        code = await run("npm", npmArguments(sandboxFolder), { stdio: ["ignore", "ignore", words] });
    } catch {
        fail("npm was not found on PATH: it comes with Node.js, install it too.");
    }
    if (code !== 0) {
        const said = readFileSync(npmLog, "utf8");
        fail(explainFailure(said, npmLog, code), wasInterrupted(said, code) ? 130 : 1);
    }
    writeFileSync(stamp, wantedStamp());
    release();
}

requireNode();
try {
    await installPackages();
} catch (error) {
    fail(`the checkout cannot be written (${error.message}): clone it into a folder that you can write to, with room.`);
}
if (process.argv[2] !== "install") {
    const cli = path.join(repository, "sandbox", "cli.ts");
    // A process group of its own: Ctrl-C then reaches it once, through here, and so the engine can end in good order.
    process.exitCode = await run(process.execPath, ["--import", "tsx", cli, ...process.argv.slice(2)], {
        stdio: "inherit",
        detached: true,
    });
}
