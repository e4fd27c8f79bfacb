import * as assert from "node:assert/strict";
import { outsideCause, StoppedError } from "../../../sandbox/engine/failure";

/** What the engine says, seen in real runs, and the cause that the user is told. */
const seen = [
    ["Command was killed with SIGKILL (Forced termination): pulumi up --yes", "the engine was killed (SIGKILL)"],
    [
        "Detected that /x/plugins/resource-aws-v7.48.0/pulumi-resource-aws exited prematurely.",
        'the stand-in plugin "aws" died, killed or for want of memory',
    ],
    [
        'vpc: failed to run remediation: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:43739: connect: connection refused"',
        "the process of a policy pack died, killed or for want of memory",
    ],
    ["vpc: error reading from server: EOF", "a process of the engine died, killed or for want of memory"],
    ["write /x/dev.json: no space left on device", "the disk is full: free some space"],
] as const;

describe("the cause of a run that was stopped from outside", () => {
    for (const [message, cause] of seen) {
        it(`is that ${cause}`, () => {
            assert.equal(outsideCause(["something else", message]), cause);
        });
    }

    it("is the plugin's death, not the broken connections that follow from it", () => {
        const [, [plugin, cause], , [broken]] = seen;
        assert.equal(outsideCause([broken, plugin]), cause);
    });

    it("is none for a mistake of the program, of a policy or of AWS", () => {
        const mistakes = [
            "network-vpc: CreateVpc: InvalidVpcRange: The CIDR is invalid",
            "the policies refuse this change",
            'config: "cache.nodeType": expected a node type',
            "database-access-policy: invalid policy document",
        ];
        assert.equal(outsideCause(mistakes), undefined);
    });

    it("is told in one sentence with the way on", () => {
        const { message } = new StoppedError(
            "update",
            "dev",
            "the engine was killed (SIGKILL)",
            "/logs/dev-update.log",
        );
        assert.equal(
            message,
            "the update of dev stopped: the engine was killed (SIGKILL); its state is kept, so run the command again to go on (the engine's own words: /logs/dev-update.log).",
        );
    });
});
