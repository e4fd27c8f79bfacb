import { strict as assert } from "node:assert";

import { explainPod, explainPods, podsOfRevision } from "../../../../sandbox/providers/kubernetes/apply/readiness/pods";
import { Reader } from "../../../../sandbox/providers/kubernetes/apply/readiness/verdict";
import { PropertyMap } from "../../../../sandbox/providers/protocol/value";

const NO_LOG: Reader = {
    list: () => Promise.resolve([]),
    get: () => Promise.resolve(undefined),
    log: () => Promise.resolve(""),
};

function pod(status: PropertyMap, name = "api-1", creationTimestamp = "2026-01-01T00:00:00Z"): PropertyMap {
    return { metadata: { namespace: "leanvibe", name, creationTimestamp }, status };
}

const container = (state: PropertyMap, more: PropertyMap = {}) => ({ name: "main", state, ...more });

describe("what is told of a pod in trouble", () => {
    it("is how its container ended, by its last message", async () => {
        const terminated = { exitCode: 1, reason: "Error", message: "BREACH 592 errors of 592\n" };
        const text = await explainPod(pod({ containerStatuses: [container({ terminated })] }), NO_LOG);
        assert.equal(text, "[Pod leanvibe/api-1]: [Error] BREACH 592 errors of 592");
    });

    it("is the end of its log where it left no message", async () => {
        const terminated = { exitCode: 137, reason: "OOMKilled" };
        const broken = pod({ containerStatuses: [container({ terminated })] });
        const logging: Reader = {
            ...NO_LOG,
            log: (_pod, name, previous) => Promise.resolve(`${name} ${String(previous)}`),
        };
        assert.equal(await explainPod(broken, logging), "[Pod leanvibe/api-1]: [OOMKilled] main false");
        assert.equal(
            await explainPod(broken, NO_LOG),
            '[Pod leanvibe/api-1]: [OOMKilled] Container "main" completed with exit code 137',
        );
    });

    it("is why it does not start, and how it ended the last time", async () => {
        const waiting = { reason: "CrashLoopBackOff", message: "back-off 10s" };
        const last = { lastState: { terminated: { exitCode: 2, reason: "Error" } } };
        const logging: Reader = { ...NO_LOG, log: (_pod, _name, previous) => Promise.resolve(previous ? "boom" : "") };
        assert.equal(
            await explainPod(pod({ containerStatuses: [container({ waiting }, last)] }), logging),
            "[Pod leanvibe/api-1]: [CrashLoopBackOff] back-off 10s -- [Error] boom",
        );
    });

    it("is what its initialisation, its scheduling or its eviction says", async () => {
        const initial = pod({
            initContainerStatuses: [container({ waiting: { reason: "ErrImagePull", message: "no" } })],
        });
        assert.equal(await explainPod(initial, NO_LOG), "[Pod leanvibe/api-1]: [ErrImagePull] no");
        const scheduling = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" };
        assert.equal(
            await explainPod(pod({ conditions: [scheduling] }), NO_LOG),
            "[Pod leanvibe/api-1]: [Unschedulable] 0/1 nodes",
        );
        const evicted = pod({ reason: "Evicted", message: "low on disk" });
        assert.equal(await explainPod(evicted, NO_LOG), "[Pod leanvibe/api-1]: [Evicted] low on disk");
    });

    it("is that it is not ready where nothing else is wrong, and nothing where it starts or is done", async () => {
        const unready = {
            type: "Ready",
            status: "False",
            reason: "ContainersNotReady",
            message: "containers with unready status: [main]",
        };
        assert.equal(
            await explainPod(pod({ conditions: [unready] }), NO_LOG),
            "[Pod leanvibe/api-1]: containers with unready status: [main]",
        );
        const fine: PropertyMap[] = [
            { waiting: { reason: "ContainerCreating" } },
            { running: {} },
            { terminated: { exitCode: 0 } },
        ];
        for (const state of fine) {
            assert.equal(await explainPod(pod({ containerStatuses: [container(state)] }), NO_LOG), undefined);
        }
    });

    it("is of the newest three, the newest last", async () => {
        const failing = (name: string, day: number) => pod({ reason: name }, name, `2026-01-0${day}T00:00:00Z`);
        const told = await explainPods([failing("d", 4), failing("a", 1), failing("c", 3), failing("b", 2)], NO_LOG);
        assert.deepEqual(
            told.map((text) => text.slice("[Pod leanvibe/".length, "[Pod leanvibe/".length + 1)),
            ["b", "c", "d"],
        );
    });

    it("leaves out pods of an older revision and of other owners", async () => {
        const revision = (number: string) => ({ "deployment.kubernetes.io/revision": number });
        const owned = (uid: string, name: string, more: PropertyMap = {}): PropertyMap => ({
            metadata: { name, uid: name, ownerReferences: [{ uid }], ...more },
        });
        const deployment: PropertyMap = {
            metadata: { uid: "d", namespace: "n", annotations: revision("2") },
            spec: { selector: { matchLabels: { app: "x" } } },
        };
        const sets = [
            owned("d", "old", { annotations: revision("1") }),
            owned("d", "new", { annotations: revision("2") }),
            owned("e", "other", { annotations: revision("2") }),
        ];
        const pods = [owned("old", "p1"), owned("new", "p2"), owned("other", "p3")];
        const reader: Reader = { ...NO_LOG, list: (_version, kind) => Promise.resolve(kind === "Pod" ? pods : sets) };
        assert.deepEqual(await podsOfRevision(deployment, reader), [pods[1]]);
    });
});
