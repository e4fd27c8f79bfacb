import type { StackRule } from "../../kit";
import { estimateRule } from "./estimate-rule";

/** Everything that costs money has a price. */
export function unknownPrice(date: () => string): StackRule {
    return estimateRule(
        {
            name: "unknown-price",
            title: "Everything that costs money has a price with a source",
            severity: "medium",
            why:
                "A price that is not known would count as nothing, and the limit of the stack would then prove nothing. It is " +
                "mandatory for that reason; set it to advisory in the pack's configuration where a new type must pass at once.",
            catalogues: {},
            tags: ["cost"],
            remediation: "Add the price with its source to policies/cost/prices/, or choose something that is priced.",
            url: "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-changes.html",
            judge: (result) => ({
                violations: result.findings
                    .filter(({ kind }) => kind === "unknown-price")
                    .map(({ urn, message, remedy }) => ({
                        urn,
                        message: `The cost of '${urn.slice(urn.lastIndexOf("::") + 2)}' is not known and not in the stack's total: ${message}.`,
                        remedy,
                    })),
            }),
        },
        date,
    );
}
