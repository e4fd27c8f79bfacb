import { strict as assert } from "node:assert";

import { parseToken } from "../../../../sandbox/providers/kubernetes/kinds";
import { leavesQuietly, readinessOf } from "../../../../sandbox/providers/kubernetes/apply/readiness";
import { wishedReadiness } from "../../../../sandbox/providers/kubernetes/apply/readiness/conditions";
import { judgeJob } from "../../../../sandbox/providers/kubernetes/apply/readiness/job";
import { judgeIngress, judgeService } from "../../../../sandbox/providers/kubernetes/apply/readiness/network";
import { judgePod } from "../../../../sandbox/providers/kubernetes/apply/readiness/pods";
import { judgeClaim } from "../../../../sandbox/providers/kubernetes/apply/readiness/storage";
import { Reader, Verdict } from "../../../../sandbox/providers/kubernetes/apply/readiness/verdict";
import {
    judgeDaemonSet,
    judgeDeployment,
    judgeRunningDeployment,
    judgeStatefulSet,
} from "../../../../sandbox/providers/kubernetes/apply/readiness/workloads";
import { PropertyMap } from "../../../../sandbox/providers/protocol/value";

/** An object of generation 2 whose controller has seen it. */
function live(spec: PropertyMap, status: PropertyMap): PropertyMap {
    return { metadata: { name: "x", generation: 2 }, spec, status: { observedGeneration: 2, ...status } };
}

const condition = (type: string, status: string, more: PropertyMap = {}) => ({ type, status, ...more });

/** Rows of a table: what is looked at, and what is said of it. */
function table(
    judge: (object: PropertyMap) => Verdict,
    rows: readonly (readonly [string, PropertyMap, Verdict["state"]])[],
) {
    for (const [says, object, state] of rows) {
        it(says, () => {
            assert.equal(judge(object).state, state);
        });
    }
}

const NOBODY: Reader = {
    list: () => Promise.resolve([]),
    get: () => Promise.resolve(undefined),
    log: () => Promise.resolve(""),
};

describe("a Deployment that is waited for", () => {
    const done = { replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
    const deadline = condition("Progressing", "False", { reason: "ProgressDeadlineExceeded", message: "late" });
    table(judgeDeployment, [
        ["is ready with all pods new and available", live({ replicas: 3 }, done), "ready"],
        ["is ready at once without any pods", live({ replicas: 0 }, {}), "ready"],
        ["wants one pod where it does not say how many", live({}, {}), "waiting"],
        [
            "waits while the status speaks of an older spec",
            live({ replicas: 3 }, { ...done, observedGeneration: 1 }),
            "waiting",
        ],
        ["waits for the last new pod to be made", live({ replicas: 3 }, { ...done, updatedReplicas: 2 }), "waiting"],
        ["waits for the last old pod to end", live({ replicas: 3 }, { ...done, replicas: 4 }), "waiting"],
        [
            "waits for the last new pod to be available",
            live({ replicas: 3 }, { ...done, availableReplicas: 2 }),
            "waiting",
        ],
        ["has failed past its progress deadline", live({ replicas: 3 }, { conditions: [deadline] }), "failed"],
        [
            "has not failed by a deadline of the spec before",
            live({ replicas: 3 }, { observedGeneration: 1, conditions: [deadline] }),
            "waiting",
        ],
    ]);

    it("is healthy at other times while enough of it is available, though an autoscaler adds pods", () => {
        const scaling = live({ replicas: 5 }, { ...done, replicas: 5, conditions: [condition("Available", "True")] });
        assert.equal(judgeDeployment(scaling).state, "waiting");
        assert.equal(judgeRunningDeployment(scaling).state, "ready");
        const down = live({ replicas: 5 }, { conditions: [condition("Available", "False", { message: "no pods" })] });
        assert.deepEqual(judgeRunningDeployment(down), { state: "waiting", why: ["no pods"] });
    });
});

describe("a StatefulSet that is waited for", () => {
    const done = { readyReplicas: 3, updatedReplicas: 3, currentRevision: "b", updateRevision: "b" };
    const partition = { replicas: 3, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } };
    table(judgeStatefulSet, [
        ["is ready with all pods ready and of the new revision", live({ replicas: 3 }, done), "ready"],
        [
            "waits while the status speaks of an older spec",
            live({ replicas: 3 }, { ...done, observedGeneration: 1 }),
            "waiting",
        ],
        ["waits for its last pod", live({ replicas: 3 }, { ...done, readyReplicas: 2 }), "waiting"],
        [
            "waits for the last pod of the old revision to go",
            live({ replicas: 3 }, { ...done, currentRevision: "a" }),
            "waiting",
        ],
        [
            "does not wait for pods that a partition keeps",
            live(partition, { ...done, currentRevision: "a", updatedReplicas: 1 }),
            "ready",
        ],
        [
            "does not wait for pods that somebody is to delete",
            live({ replicas: 3, updateStrategy: { type: "OnDelete" } }, { ...done, currentRevision: "a" }),
            "ready",
        ],
    ]);
});

describe("a DaemonSet that is waited for", () => {
    const done = { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 };
    table(judgeDaemonSet, [
        ["is ready with a new, available pod on each node", live({}, done), "ready"],
        ["is ready on no node", live({}, {}), "ready"],
        ["waits while the status speaks of an older spec", live({}, { ...done, observedGeneration: 1 }), "waiting"],
        ["waits for the last new pod", live({}, { ...done, updatedNumberScheduled: 1 }), "waiting"],
        ["waits for the last pod to be available", live({}, { ...done, numberAvailable: 1 }), "waiting"],
    ]);
});

describe("a Job that is waited for", () => {
    const failure = condition("Failed", "True", { reason: "PodFailurePolicy", message: "exit code 1" });
    table(judgeJob, [
        ["is ready when complete", live({}, { conditions: [condition("Complete", "True")] }), "ready"],
        ["waits while it runs", live({}, { active: 1 }), "waiting"],
        [
            "waits for pods to end that it has given up",
            live({}, { conditions: [condition("FailureTarget", "True")] }),
            "waiting",
        ],
        ["has failed for good when it says so", live({}, { conditions: [failure] }), "failed"],
    ]);

    it("says why it has failed", () => {
        assert.deepEqual(judgeJob(live({}, { conditions: [failure] })), {
            state: "failed",
            why: ["[PodFailurePolicy] exit code 1"],
        });
    });
});

describe("a Pod that is waited for", () => {
    table(judgePod, [
        ["is ready when it says so", live({}, { phase: "Running", conditions: [condition("Ready", "True")] }), "ready"],
        ["is ready when it has done its work", live({}, { phase: "Succeeded" }), "ready"],
        ["has failed when it says so", live({}, { phase: "Failed" }), "failed"],
        ["waits otherwise", live({}, { phase: "Running", conditions: [condition("Ready", "False")] }), "waiting"],
    ]);
});

describe("a Service that is waited for", () => {
    const selecting = { selector: { app: "x" }, clusterIP: "10.0.0.1" };
    const endpoint = (conditions: PropertyMap) => [{ endpoints: [{ conditions }] }];
    const service = (spec: PropertyMap, slices: PropertyMap[] = [], status: PropertyMap = {}) =>
        judgeService(live(spec, status), slices).state;

    it("is ready without any address, since it may be there before its pods", () => {
        assert.equal(service(selecting), "ready");
    });

    it("waits for an address that is not ready, unless its pod is going away", () => {
        assert.equal(service(selecting, endpoint({ ready: true })), "ready");
        assert.equal(service(selecting, endpoint({ ready: false })), "waiting");
        assert.equal(service(selecting, endpoint({ ready: false, terminating: true })), "ready");
    });

    it("does not wait where it has no addresses of its own: headless, external, or without a selector", () => {
        const unready = endpoint({ ready: false });
        assert.equal(service({ ...selecting, clusterIP: "None" }, unready), "ready");
        assert.equal(service({ ...selecting, type: "ExternalName" }, unready), "ready");
        assert.equal(service({ clusterIP: "10.0.0.1" }, unready), "ready");
    });

    it("waits, as a load balancer, for an address of its own", () => {
        const balancer = { ...selecting, type: "LoadBalancer" };
        assert.equal(service(balancer), "waiting");
        assert.equal(service(balancer, [], { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }), "ready");
    });
});

describe("other objects that are waited for", () => {
    it("an Ingress until it has an address", () => {
        assert.equal(judgeIngress(live({}, {})).state, "waiting");
        assert.equal(judgeIngress(live({}, { loadBalancer: { ingress: [{ hostname: "x" }] } })).state, "ready");
    });

    it("a claim until it is bound, unless binding waits for the first pod", async () => {
        const claim = (phase: string) => live({ storageClassName: "fast" }, { phase });
        const binding = (volumeBindingMode: string): Reader => ({
            ...NOBODY,
            get: () => Promise.resolve({ volumeBindingMode }),
        });
        assert.equal((await judgeClaim(claim("Bound"), NOBODY)).state, "ready");
        assert.equal((await judgeClaim(claim("Pending"), binding("Immediate"))).state, "waiting");
        assert.equal((await judgeClaim(claim("Pending"), binding("WaitForFirstConsumer"))).state, "ready");
    });

    it("a new kind until the server serves it", async () => {
        const readiness = readinessOf(kind("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"), {});
        assert.equal((await readiness?.judge(live({}, {}), NOBODY))?.state, "waiting");
        const established = live({}, { conditions: [condition("Established", "True")] });
        assert.equal((await readiness?.judge(established, NOBODY))?.state, "ready");
    });
});

function kind(type: string) {
    const gvk = parseToken(type);
    assert(gvk !== undefined);
    return gvk;
}

describe("whether an object is waited for", () => {
    const deployment = kind("kubernetes:apps/v1:Deployment");
    const wishing = (wishes: Record<string, string>): PropertyMap => ({
        metadata: {
            annotations: Object.fromEntries(
                Object.entries(wishes).map(([name, value]) => [`pulumi.com/${name}`, value]),
            ),
        },
    });

    it("is a matter of its kind, unless it skips waiting or is a patch", () => {
        assert.notEqual(readinessOf(deployment, {}), undefined);
        assert.equal(readinessOf(kind("kubernetes:core/v1:ConfigMap"), {}), undefined);
        assert.equal(readinessOf(kind("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"), {}), undefined);
        assert.equal(readinessOf(deployment, wishing({ skipAwait: "true" })), undefined);
        assert.notEqual(readinessOf(deployment, wishing({ skipAwait: "false" })), undefined);
        assert.equal(readinessOf(kind("kubernetes:apps/v1:DeploymentPatch"), {}), undefined);
        assert.equal(readinessOf(deployment, wishing({ skipAwait: "true", waitFor: "condition=Ready" })), undefined);
    });

    it("holds for deletions too, but only of the kinds that always were waited for", () => {
        const skipping = wishing({ skipAwait: "true" });
        assert.equal(leavesQuietly(deployment, skipping), true);
        assert.equal(leavesQuietly(deployment, {}), false);
        assert.equal(leavesQuietly(kind("kubernetes:core/v1:ConfigMap"), skipping), false);
    });

    /** What the wish says of an object. */
    async function verdict(waitFor: string, object: PropertyMap): Promise<Verdict["state"] | undefined> {
        return (await wishedReadiness(wishing({ waitFor }))?.judge(object, NOBODY))?.state;
    }

    it("may be said by a condition, as true or otherwise, of the spec that is there now", async () => {
        const object = live({}, { conditions: [condition("Programmed", "True"), condition("Broken", "False")] });
        assert.equal(await verdict("condition=Programmed", object), "ready");
        assert.equal(await verdict("condition=Broken", object), "waiting");
        assert.equal(await verdict("condition=Broken=False", object), "ready");
        assert.equal(await verdict("condition=Missing", object), "waiting");
        const stale = live({}, { conditions: [condition("Programmed", "True", { observedGeneration: 1 })] });
        assert.equal(await verdict("condition=Programmed", stale), "waiting");
    });

    it("may be said by a path, with a value or without", async () => {
        const object = live({}, { phase: "Running", replicas: 3, list: [{ type: "Ready", status: "True" }] });
        for (const [wish, state] of [
            ["jsonpath={.status.phase}=Running", "ready"],
            ["jsonpath=.status.phase=Running", "ready"],
            ["jsonpath={.status.phase}='Running'", "ready"],
            ["jsonpath={.status.phase}=Pending", "waiting"],
            ["jsonpath={.status.phase}", "ready"],
            ["jsonpath={.status.missing}", "waiting"],
            ["jsonpath={.status.replicas}=3", "ready"],
            ['jsonpath={.status.list[?(@.type=="Ready")].status}=True', "ready"],
            ['jsonpath={.status.list[?(@.type=="Gone")].status}=True', "waiting"],
        ] as const) {
            assert.equal(await verdict(wish, object), state, wish);
        }
    });

    it("may be said by several that must all hold, and tells which do not", async () => {
        const wish = JSON.stringify(["condition=Ready", "jsonpath={.status.phase}=Running"]);
        const object = live({}, { phase: "Running" });
        const readiness = wishedReadiness(wishing({ waitFor: wish }));
        assert.deepEqual(await readiness?.judge(object, NOBODY), {
            state: "waiting",
            why: ["Waiting for condition=Ready"],
        });
    });

    it("is refused where it cannot be read", () => {
        for (const waitFor of ["ready", "condition=", "jsonpath=", "[]", "[1]", "[not json"]) {
            assert.throws(
                () => wishedReadiness(wishing({ waitFor })),
                /pulumi\.com\/waitFor says .* it must be "condition=TYPE"/,
                waitFor,
            );
        }
    });
});
