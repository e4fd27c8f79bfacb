import * as assert from "node:assert/strict";
import { parse } from "yaml";
import { sandboxStackFile } from "../../../sandbox/engine/project";
import { UserError } from "../../../sandbox/errors";

const original = `# who runs this
secretsprovider: awskms://alias/real
encryptedkey: cmVhbA==
encryptionsalt: v1:real
config:
  leanvibe-agent-hive:environment: prod
`;

describe("a stack file in the sandbox", () => {
    it("has the real stack's config and nothing of how its secrets are kept", () => {
        assert.deepEqual(parse(sandboxStackFile(original, undefined)), {
            config: { "leanvibe-agent-hive:environment": "prod" },
        });
    });

    it("keeps the salt of the sandbox's own state from run to run", () => {
        const copy = sandboxStackFile(original, "encryptionsalt: v1:sandbox\n");
        assert.equal((parse(copy) as { encryptionsalt: string }).encryptionsalt, "v1:sandbox");
    });

    it("is refused when a value is encrypted for the real stack", () => {
        assert.throws(
            () => sandboxStackFile(`${original}  leanvibe-agent-hive:password:\n    secure: AAAB\n`, undefined),
            (error) => error instanceof UserError && error.message.includes("Secrets Manager"),
        );
    });

    for (const [what, text] of [
        ["is cut off in the middle", "config:\n  a: [1, 2"],
        ["says a key twice", "config: {}\nconfig: {}\n"],
        ["is empty", ""],
        ["is a sentence", "hello there"],
        ["has a sentence for its config", "config: hello\n"],
        ["has a list for its config", "config: [a, b]\n"],
    ] as const) {
        it(`is refused in one line when it ${what}`, () => {
            assert.throws(
                () => sandboxStackFile(text, undefined),
                (error) => error instanceof UserError && /^the stack file .*[^\n]$/.test(error.message),
            );
        });
    }
});
