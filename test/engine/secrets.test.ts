import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Checkout, type Outcome } from "./checkout";

/** Each run of the engine takes half a minute, more on a busy machine. */
const engineTimeoutMs = 600_000;

/** What every planted value begins with. The program puts it together, so that no source file holds it. */
const MARKER = "planted-7c1e9";

/** A program that puts secrets into inputs of both providers and into an output; `round` tells one run's from another's. */
function plant(round: string): string {
    return `
// planted
const planted = (what: string) => pulumi.secret(["plan", "ted-7c1e9", what, ${JSON.stringify(round)}, '"\\\\'].join("-").replace("n-t", "nt"));
new plantedIam.Role("planted-role", {
    description: planted("description"),
    assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "eks.amazonaws.com" } }],
    }),
    tags: { note: planted("tag") },
}, { provider });
new plantedElasticache.User("planted-user", {
    userId: "planted-user",
    userName: "planted-user",
    engine: "valkey",
    accessString: "on ~* +@read",
    authenticationMode: { type: "password", passwords: [planted("password-of-sixteen")] },
}, { provider });
new plantedCore.Secret("planted-secret", {
    metadata: { name: "planted-secret", namespace: application.namespace, annotations: { note: planted("annotation") } },
    stringData: { password: planted("string-data") },
}, { provider: cluster.kubernetes });
export const plantedOutput = planted("output");
`;
}

const imports = `import * as plantedElasticache from "@pulumi/aws/elasticache";
import * as plantedIam from "@pulumi/aws/iam";
import * as plantedCore from "@pulumi/kubernetes/core/v1";
`;

/** A policy of a role that nobody made: AWS refuses it, and says the role's name. */
const failing = `
new plantedIam.RolePolicy("planted-policy", {
    role: planted("role"),
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "eks:DescribeCluster", Resource: "arn:aws:eks:*:*:cluster/x" }],
    }),
}, { provider });
`;

/** A container whose image is secret and from no registry that the policies allow: they quote what they refuse. */
const refused = `
new plantedCore.Pod("planted-pod", {
    metadata: { name: "planted-pod", namespace: application.namespace },
    spec: { containers: [{ name: "app", image: planted("image") }] },
}, { provider: cluster.kubernetes });
`;

/** The marker in plain text, and in base64 at each of the three places where it may begin in a group. */
const spellings = [
    MARKER,
    ...[0, 1, 2].map((offset) => {
        const encoded = Buffer.from(" ".repeat(offset) + MARKER).toString("base64");
        // What stands before and after the marker changes the characters at both ends.
        return encoded.slice(offset === 0 ? 0 : offset + 1, -4);
    }),
];

function spelled(text: string): string[] {
    return spellings.filter((spelling) => text.includes(spelling));
}

function filesBelow(folder: string): string[] {
    return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
        return entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [];
    });
}

describe("planted secrets, through the real engine", function () {
    this.timeout(engineTimeoutMs);
    let checkout: Checkout;
    let temporary: string;
    const outcomes: Record<string, Outcome> = {};
    /** The files that showed a secret, by the run after which they did. */
    const shown: string[] = [];

    /** Runs a command with a program of its own, and looks at every file that it leaves. */
    async function run(name: string, command: string, program: string): Promise<void> {
        checkout.edit("index.ts", (text) => `${text.split("\n// planted\n", 1)[0] ?? ""}${program}`);
        const outcome = await checkout.sandbox([command], { env: { TMPDIR: temporary } });
        outcomes[name] = outcome;
        for (const file of [...filesBelow(checkout.path(".sandbox")), ...filesBelow(temporary)]) {
            shown.push(
                ...spelled(fs.readFileSync(file, "latin1")).map((spelling) => `${name}: ${spelling} in ${file}`),
            );
        }
    }

    before(async () => {
        checkout = new Checkout();
        temporary = checkout.path("temporary");
        fs.mkdirSync(temporary);
        checkout.edit("index.ts", (text) => imports + text);
        await run("preview", "preview", plant("first"));
        await run("up", "up", `${plant("first")}\n`);
        await run("changed", "up", plant("second"));
        await run("failed", "up", `${plant("third")}${failing}`);
        await run("refused", "preview", `${plant("third")}${refused}`);
        await run("down", "down", plant("third"));
    });
    after(() => {
        checkout.remove();
    });

    it("are in what the runs did: made, changed, failed, refused and destroyed", () => {
        const codes = Object.fromEntries(Object.entries(outcomes).map(([name, { code }]) => [name, code]));
        const text = Object.values(outcomes)
            .map(({ output }) => output)
            .join("\n");
        assert.deepEqual(codes, { preview: 0, up: 0, changed: 0, failed: 1, refused: 1, down: 0 }, text);
        // The Kubernetes Secret is replaced, as the provider does with one that changes.
        assert.match(outcomes.changed?.output ?? "", /dev is up: \d+ resources, 2 updated, 1 replaced/);
        assert.match(outcomes.failed?.output ?? "", /NoSuchEntity: .*\[secret\]/);
        assert.match(outcomes.refused?.output ?? "", /planted-pod\n[^]*image/);
    });

    it("are in no file of the sandbox, neither state nor history, backup, log or temporary file", () => {
        assert.deepEqual(shown, []);
    });

    for (const name of ["preview", "up", "changed", "failed", "refused", "down"]) {
        it(`are not in what a person reads: ${name}`, () => {
            assert.deepEqual(spelled(outcomes[name]?.output ?? MARKER), []);
        });
    }

    it("are refused, and not quoted, as an encrypted value of the stack file", async () => {
        checkout.edit("Pulumi.dev.yaml", (text) =>
            text.replace(/^config:\n( +)/m, `config:\n$1leanvibe-agent-hive:note: { secure: "v1:${MARKER}" }\n$1`),
        );
        const { code, output } = await checkout.sandbox(["preview"]);
        assert.equal(code, 1);
        assert.match(output, /^error: .*encrypted for the real stack/m);
        assert.deepEqual(spelled(output), []);
    });
});
