/** What Kubernetes, the Gateway API and RDS want of a release, and what nobody may lose in one. */
import assert from "node:assert/strict";

import { COLOURS } from "../../../../components/application/plan";
import type { PlatformConfig } from "../../../../components/config";
import { drainFaults } from "../../../../components/release/drain";
import { identityOf } from "../../../../components/release/version";
import type { PlatformPlan } from "./plan";

/** The longest text of an environment variable that Linux takes: MAX_ARG_STRLEN, execve(2). */
const LONGEST_VARIABLE = 131_072;
/** https://kubernetes.io/docs/concepts/workloads/controllers/job/: it is an int64, but pods count in int32. */
const LATEST_DEADLINE = 2 ** 31 - 1;

/** Fails when a release is not what Kubernetes takes. */
export function assertRelease({ steps, recovery }: PlatformPlan, { release, gateway }: PlatformConfig): void {
    assert.deepEqual(drainFaults(release.drain), []);
    steps.forEach(({ name, after }, index) => {
        const earlier = steps.slice(0, index).map((step) => step.name);
        assert.ok(
            after.every((awaited) => earlier.includes(awaited)),
            `${name} waits for what comes later`,
        );
    });
    const objects = steps.flatMap((step) => step.objects);
    for (const { metadata } of objects) {
        assert.match(metadata.name, /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
        for (const label of Object.values(metadata.labels ?? {})) {
            assert.match(label, /^([A-Za-z0-9]([-A-Za-z0-9._]{0,61}[A-Za-z0-9])?)?$/);
        }
    }
    const jobs = objects.filter(({ kind }) => kind === "Job");
    assert.equal(jobs.length, 3, "two migrations and a switch");
    for (const { metadata, spec } of jobs) {
        assert.ok(metadata.name.length <= 63, metadata.name);
        const { activeDeadlineSeconds, template } = spec as {
            activeDeadlineSeconds: number;
            template: { spec: { containers: { env: { value?: string }[] }[] } };
        };
        assert.ok(Number.isInteger(activeDeadlineSeconds) && activeDeadlineSeconds <= LATEST_DEADLINE);
        for (const { value } of template.spec.containers.flatMap(({ env }) => env)) {
            assert.ok((value ?? "").length < LONGEST_VARIABLE);
        }
    }
    for (const colour of COLOURS) assert.match(`reverted.${identityOf(release[colour])}`, /^[-._A-Za-z0-9]{1,253}$/);
    assertRoute(objects.filter(({ kind }) => kind === "HTTPRoute"));
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
    assert.match(recovery.snapshot ?? "none", /^[a-z](-?[a-z0-9]){0,254}$/);
    // https://gateway-api.sigs.k8s.io/reference/spec/#gatewaycontroller
    assert.ok(gateway.controller.length <= 253 && gateway.port >= 1 && gateway.port <= 65_535);
    const [domain = "", path = ""] = gateway.controller.split(/\/(.*)/s);
    for (const label of domain.split(".")) assert.match(label, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    assert.match(path, /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/);
}

function assertRoute(routes: readonly object[]): void {
    assert.equal(routes.length, 1, "one route divides all traffic");
    const { rules } = (routes[0] as { spec: { rules: { backendRefs: { weight: number }[] }[] } }).spec;
    assert.equal(rules.length, 2);
    for (const { backendRefs } of rules) {
        assert.deepEqual(backendRefs.map(({ weight }) => weight).sort(), [0, 100]);
    }
}
