import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { identityOf, otherColour } from "../../../components/release/version";
import { planRelease, planRollback, type Change } from "../../../release/next";
import { UserError } from "../../../sandbox/errors";
import { releaseConfig } from "../release/release";

const tag = fc.stringMatching(/^[0-9]\.[0-9]\.[0-9]{1,3}$/);
const digest = fc.option(fc.stringMatching(/^sha256:[0-9a-f]{64}$/), { nil: "" });
const version = fc.record({ tag, digests: fc.record({ api: digest, worker: digest, frontend: digest }) });
const anyRelease = fc
    .record({
        live: fc.constantFrom("blue", "green"),
        generation: fc.integer({ min: 1, max: 1_000_000 }),
        blue: version,
        green: version,
        contract: fc.boolean(),
    })
    .map(({ contract, ...given }) =>
        releaseConfig({ ...given, migration: { contract, restorePoint: "point-in-time" } }),
    );

const valueAt = ({ edits }: Change, ...path: string[]) =>
    edits.find((edit) => edit.path.join(".") === path.join("."))?.value;

describe("the next release", () => {
    it("takes the idle colour, makes it live, and raises the generation by one", () => {
        fc.assert(
            fc.property(anyRelease, tag, (current, wanted) => {
                const next = otherColour(current.live);
                fc.pre(wanted !== identityOf(current[current.live]));
                const change = planRelease(current, { tag: wanted });
                assert.equal(change.live, next);
                assert.equal(valueAt(change, "live"), next);
                assert.equal(valueAt(change, next, "tag"), wanted);
                assert.equal(valueAt(change, "generation"), current.generation + 1);
                assert.equal(change.generation, current.generation + 1);
            }),
        );
    });

    it("never touches what is live", () => {
        fc.assert(
            fc.property(anyRelease, tag, (current, wanted) => {
                fc.pre(wanted !== identityOf(current[current.live]));
                const { edits } = planRelease(current, { tag: wanted });
                assert.ok(edits.every(({ path }) => path[0] !== current.live));
            }),
        );
    });

    it("takes old digests away when the new version has none", () => {
        const green = { tag: "1.9.0", digests: { api: `sha256:${"a".repeat(64)}`, worker: "", frontend: "" } };
        const change = planRelease(releaseConfig({ green }), { tag: "2.1.0" });
        const edit = change.edits.find(({ path }) => path.join(".") === "green.digests");
        assert.ok(edit && edit.value === undefined);
        assert.equal(change.identity, "2.1.0");
    });

    it("pins the images whose digests are given, and no others", () => {
        const api = `sha256:${"b".repeat(64)}`;
        const change = planRelease(releaseConfig(), { tag: "2.1.0", digests: { api } });
        assert.deepEqual(valueAt(change, "green", "digests"), { api });
        assert.match(change.identity, /^2\.1\.0-[0-9a-f]{8}$/);
    });

    it("lets contract migrations run for this release only", () => {
        const allowed = releaseConfig({ migration: { contract: true, restorePoint: "point-in-time" } });
        assert.equal(valueAt(planRelease(allowed, { tag: "2.1.0" }), "migration", "contract"), false);
        assert.equal(valueAt(planRelease(releaseConfig(), { tag: "2.1.0" }), "migration", "contract"), undefined);
        const contract = planRelease(releaseConfig(), { tag: "2.1.0", contract: true });
        assert.equal(valueAt(contract, "migration", "contract"), true);
    });

    it("is refused for what is live already", () => {
        assert.throws(
            () => planRelease(releaseConfig(), { tag: "2.0.0" }),
            (error) =>
                error instanceof UserError &&
                error.message.startsWith("2.0.0 is live already, in blue: give another --tag"),
        );
    });
});

describe("a rollback", () => {
    it("changes the live colour and the generation, and no version", () => {
        fc.assert(
            fc.property(anyRelease, (current) => {
                const change = planRollback(current);
                assert.equal(change.live, otherColour(current.live));
                assert.equal(change.generation, current.generation + 1);
                assert.equal(change.identity, identityOf(current[change.live]));
                const touched = change.edits.map(({ path }) => path.join("."));
                assert.deepEqual(
                    touched.filter((path) => path !== "migration.contract"),
                    ["live", "generation"],
                );
            }),
        );
    });

    it("takes a version that never proved good out of the stack's file, for the one that becomes live", () => {
        fc.assert(
            fc.property(anyRelease, (current) => {
                const change = planRollback(current, true);
                assert.equal(valueAt(change, current.live, "tag"), current[change.live].tag);
                const digests = {
                    api: "",
                    worker: "",
                    frontend: "",
                    ...(valueAt(change, current.live, "digests") ?? {}),
                };
                assert.deepEqual(digests, { ...current[change.live].digests });
            }),
        );
    });

    it("of a rollback is the release again, two generations later", () => {
        const current = releaseConfig({ live: "green", generation: 7 });
        const back = planRollback(current);
        const again = planRollback({ ...current, live: back.live, generation: back.generation });
        assert.deepEqual([again.live, again.generation], ["green", 9]);
    });
});
