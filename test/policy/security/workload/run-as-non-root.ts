import {
    HOLDERS,
    UNKNOWN,
    badContainer,
    container,
    deployment,
    podSpec,
    securityContext,
} from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { runAsNonRoot } from "../../../../policies/security/rules/workload/run-as-non-root";

const unset = container({ securityContext: {} });
const unknownInContainer = container({ securityContext: securityContext({ runAsNonRoot: UNKNOWN }) });

export const table: RuleTable = {
    rule: runAsNonRoot,
    good: [
        ...HOLDERS.map(({ name, hold }) => ({ name: `containers that set it in ${name}`, given: hold(podSpec()) })),
        {
            name: "a pod that sets it for its containers",
            given: deployment({ securityContext: { runAsNonRoot: true }, containers: [unset] }),
        },
        {
            name: "an unknown setting of the pod that every container overrides",
            given: deployment({ securityContext: { runAsNonRoot: UNKNOWN } }),
        },
    ],
    bad: [
        ...badContainer(
            "a container that turns it off",
            { securityContext: securityContext({ runAsNonRoot: false }) },
            "securityContext.runAsNonRoot",
        ),
        {
            name: "a container that turns off what its pod sets",
            given: deployment({
                securityContext: { runAsNonRoot: true },
                containers: [container({ securityContext: { runAsNonRoot: false } })],
            }),
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
        {
            name: "a Windows pod that says nothing",
            given: deployment({ os: { name: "windows" }, containers: [unset] }),
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
        {
            name: "a pod and a container that say nothing",
            given: deployment({ containers: [unset] }),
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
        {
            name: "a null in place of the setting",
            given: deployment({ containers: [container({ securityContext: { runAsNonRoot: null } })] }),
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
    ],
    unknown: [
        {
            name: "an unknown setting of the container",
            given: deployment({ containers: [unknownInContainer] }),
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
        {
            name: "an unknown setting of the pod, where the container has none",
            given: deployment({ securityContext: UNKNOWN, containers: [unset] }),
            at: "spec.template.spec.securityContext.runAsNonRoot",
        },
        {
            name: "an unknown list of containers",
            given: deployment({ containers: UNKNOWN }),
            at: "spec.template.spec.containers",
        },
        {
            name: "an unknown pod template",
            given: { type: "kubernetes:apps/v1:Deployment", props: { spec: { template: UNKNOWN } } },
            at: "spec.template.spec",
        },
        {
            name: "a patch that leaves the setting to the object",
            given: {
                type: "kubernetes:apps/v1:DeploymentPatch",
                props: { spec: { template: { spec: { containers: [{ name: "api", image: "api:2.0.0" }] } } } },
            },
            at: "spec.template.spec.containers[0].securityContext.runAsNonRoot",
        },
        {
            name: "a Helm release, whose pods are made outside of the program",
            given: { type: "kubernetes:helm.sh/v3:Release", props: { chart: "redis" } },
            at: "chart",
        },
    ],
};
