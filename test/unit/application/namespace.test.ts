import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import {
    CONTAINER_DEFAULTS,
    namespaceLabels,
    planQuota,
    podSecurityLabels,
} from "../../../components/application/namespace";
import { planValues, WORKLOADS } from "../../../components/application/plan";
import { parseCpu, parseMemory } from "../../../components/application/quantity";
import { anyRequest, valuesRequest } from "./application";

describe("application: the namespace", () => {
    it("holds pods to the restricted standard of the cluster's version", () => {
        const expected = {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.34",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/audit-version": "v1.34",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.34",
        };
        for (const version of ["1.34", "v1.34.2", "1.34.2-eks-1234567"]) {
            assert.deepEqual(podSecurityLabels(version), expected);
        }
    });

    it("asks for the load balancer's word on a pod's readiness, beside the standard", () => {
        assert.deepEqual(namespaceLabels("1.35"), {
            ...podSecurityLabels("1.35"),
            "eks.amazonaws.com/pod-readiness-gate-inject": "enabled",
        });
    });

    it("has room for both colours at their maximum while both are updated, and for Jobs", () => {
        assert.deepEqual(planQuota(planValues("blue", valuesRequest())), {
            pods: String(4 * (10 + 5 + 4) + 10),
            "requests.cpu": formatMillicores(4 * (10 * 500 + 5 * 1000 + 4 * 100) + 2000),
            "requests.memory": `${4 * (10 * 512 + 5 * 1024 + 4 * 128) + 4096}Mi`,
            "limits.cpu": formatMillicores(4 * (10 * 2000 + 5 * 4000 + 4 * 400) + 2000),
            "limits.memory": `${4 * (10 * 512 + 5 * 1024 + 4 * 128) + 4096}Mi`,
        });
    });

    it("gives a container that states nothing what the quota wants stated, and no more than a small one needs", () => {
        assert.deepEqual(CONTAINER_DEFAULTS, {
            type: "Container",
            defaultRequest: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
            default: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "256Mi" },
        });
    });

    it("never refuses what two colours at their maximum need", () => {
        fc.assert(
            fc.property(anyRequest, (request) => {
                const { application, release } = request;
                const quota = planQuota(planValues(release.live, request));
                const sum = (amount: (workload: (typeof WORKLOADS)[number]) => number) =>
                    2 * WORKLOADS.reduce((total, each) => total + application[each].maxReplicas * amount(each), 0);
                assert.ok(Number(quota.pods) > sum(() => 1));
                assert.ok(parseCpu(quota["requests.cpu"]) > sum((each) => parseCpu(application[each].cpu)));
                assert.ok(parseMemory(quota["limits.memory"]) > sum((each) => parseMemory(application[each].memory)));
            }),
        );
    });
});

function formatMillicores(millicores: number): string {
    return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
