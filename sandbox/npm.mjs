// How the project's packages are installed: npm's arguments, and one sentence for each of its failures. Plain Node.js, as
// run.mjs is, because there are no packages yet.
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";

/** Free space that the packages (360 MB) and npm's cache of them (140 MB) take while they are installed, in words; November 2026. */
const space = "1 GB";

const offline =
    "npm cannot reach its registry: connect this machine to the network, or name your proxy or mirror (HTTPS_PROXY, npm_config_registry)";
const untrusted =
    "npm does not trust its registry's certificate: set NODE_EXTRA_CA_CERTS to the file with your company's certificate";
const refused = "the registry refuses this user: mend the registry or the token in your .npmrc (`npm whoami` tries it)";
const full = `the disk is full: make room for ${space}`;
const readOnly =
    "npm may not write there: use a checkout in a folder that you can write to, or set npm_config_cache to one";

/** What to do, by npm's error code. */
const advice = {
    ...Object.fromEntries(
        [
            "EAI_AGAIN",
            "ENOTFOUND",
            "ECONNREFUSED",
            "ECONNRESET",
            "EHOSTUNREACH",
            "ENETUNREACH",
            "ETIMEDOUT",
            "EIDLETIMEOUT",
            "ERR_SOCKET_TIMEOUT",
        ].map((code) => [code, offline]),
    ),
    SELF_SIGNED_CERT_IN_CHAIN: untrusted,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
    E401: refused,
    E403: refused,
    ENOSPC: full,
    EDQUOT: full,
    EACCES: readOnly,
    EPERM: readOnly,
    EROFS: readOnly,
};

/**
 * npm keeps its cache and logs in the home folder. Where that cannot be written (a container's other user, a read-only
 * disk), they go into the checkout's .sandbox.
 */
function cacheArguments(sandboxFolder) {
    if (process.env.npm_config_cache) return [];
    const home = homedir();
    for (const folder of path.isAbsolute(home) ? [path.join(home, ".npm"), home] : []) {
        try {
            accessSync(folder, constants.W_OK);
            return [];
        } catch (error) {
            if (error.code !== "ENOENT") break;
        }
    }
    return ["--cache", path.join(sandboxFolder, "npm")];
}

/** The arguments of npm that install the packages of the lock file. */
export function npmArguments(sandboxFolder) {
    // npm's own waits between its tries, 10 s and 60 s, would leave a user without a network in the dark for minutes.
    const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=10000"];
    return ["ci", "--no-progress", "--loglevel=error", ...retries, ...cacheArguments(sandboxFolder)];
}

/** Whether npm ended because the user stopped it. */
export function wasInterrupted(words, exitCode) {
    return exitCode === 130 || /^npm (?:error|ERR!) signal SIG(?:INT|TERM|HUP)/m.test(words);
}

/** One sentence on a failed `npm ci`: npm's words in, where they are kept, and its exit code. */
export function explainFailure(words, logFile, exitCode) {
    if (wasInterrupted(words, exitCode)) {
        return "interrupted: the packages are not all installed yet; run the command again.";
    }
    const code = /^npm (?:error|ERR!) code (\S+)/m.exec(words)?.[1];
    const remedy = advice[code];
    if (remedy !== undefined) return `${remedy}, and run the command again (${code}; npm's own words: ${logFile}).`;
    return `\`npm ci\` failed (${code ?? `exit ${exitCode}`}): mend what npm says in ${logFile} and run the command again.`;
}
