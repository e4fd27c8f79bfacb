import { UNKNOWN, badContainer, deploymentOf } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { imageFixed } from "../../../../policies/security/rules/workload/image-fixed";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const PATH = "spec.template.spec.containers[0].image";

export const table: RuleTable = {
    rule: imageFixed,
    good: [
        "api:2.0.0",
        "registry.example:5000/leanvibe/api:2.0.0",
        `registry.example/api@${DIGEST}`,
        `registry.example/api:latest@${DIGEST}`,
    ].map((image) => ({ name: image, given: deploymentOf({ image }) })),
    bad: [
        ...badContainer("the tag latest", { image: "api:latest" }, "image"),
        ...[
            "api",
            "registry.example:5000/leanvibe/api",
            "api@sha256:abc",
            "api:2.0.0@sha256:abc",
            `api@${DIGEST}0`,
            `api@x${DIGEST}`,
            undefined,
        ].map((image) => ({ name: String(image), given: deploymentOf({ image }), at: PATH })),
    ],
    unknown: [{ name: "an unknown image", given: deploymentOf({ image: UNKNOWN }), at: PATH }],
};
