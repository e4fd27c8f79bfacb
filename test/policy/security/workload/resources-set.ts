import { UNKNOWN, badContainer, container, deployment, deploymentOf } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { resourcesSet } from "../../../../policies/security/rules/workload/resources-set";

const PATH = "spec.template.spec.containers[0].resources";
const amounts = { cpu: "100m", memory: "128Mi" };

export const table: RuleTable = {
    rule: resourcesSet,
    good: [
        { name: "requests and limits", given: deployment() },
        {
            name: "requests and limits of the pod",
            given: deployment({
                resources: { requests: amounts, limits: amounts },
                containers: [container({ resources: {} })],
            }),
        },
        {
            name: "numbers",
            given: deploymentOf({ resources: { requests: { ...amounts, cpu: 1 }, limits: { ...amounts, cpu: 2 } } }),
        },
        {
            name: "an ephemeral container, which cannot have any",
            given: deployment({ ephemeralContainers: [container({ resources: undefined })] }),
        },
    ],
    bad: [
        {
            name: "an amount that is neither a text nor a number",
            given: deploymentOf({
                resources: { requests: { cpu: [2], memory: "1Gi" }, limits: { cpu: 1, memory: "1Gi" } },
            }),
            at: "spec.template.spec.containers[0].resources.requests.cpu",
        },
        ...badContainer(
            "an empty memory limit",
            { resources: { requests: amounts, limits: { ...amounts, memory: "" } } },
            "resources.limits.memory",
            { ephemeral: false },
        ),
        ...[0, -1, "0", ""].map((cpu) => ({
            name: `a request of ${JSON.stringify(cpu)}`,
            given: deploymentOf({ resources: { requests: { ...amounts, cpu }, limits: amounts } }),
            at: `${PATH}.requests.cpu`,
        })),
        {
            name: "none at all",
            given: deploymentOf({ resources: undefined }),
            at: ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].map((key) => `${PATH}.${key}`),
        },
    ],
    unknown: [
        {
            name: "an unknown request, and judges the others",
            given: deploymentOf({ resources: { requests: { ...amounts, cpu: UNKNOWN }, limits: amounts } }),
            at: `${PATH}.requests.cpu`,
        },
    ],
};
