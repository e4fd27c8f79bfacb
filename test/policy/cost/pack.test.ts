import { deepStrictEqual } from "node:assert/strict";

import { NOT_EVALUATED, policiesOf } from "../../../policies/kit";
import { rules } from "../../../policies/cost/rules";

describe("the cost pack", () => {
    it("tags each of its rules as one about cost", () => {
        for (const { name, tags } of rules) deepStrictEqual([name, tags], [name, ["cost"]]);
    });

    it("has the rules that it is documented to have, the mandatory ones mandatory", () => {
        deepStrictEqual(
            policiesOf(rules).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
            [
                ["monthly-limit", "mandatory"],
                ["unknown-price", "mandatory"],
                ["bounded-autoscaling", "mandatory"],
                ["kubernetes-standard-support", "mandatory"],
                ["kubernetes-support-ending", "advisory"],
                ["no-gp2-volumes", "mandatory"],
                ["log-retention-bounded", "mandatory"],
                ["single-nat-gateway", "advisory"],
                ["secret-values", "remediate"],
                [NOT_EVALUATED, "advisory"],
            ],
        );
    });
});
