import { deepStrictEqual, equal } from "node:assert/strict";
import { Secret, type ResourceValidationArgs } from "@pulumi/policy/policy";
import { defineRule, policiesOf, resources } from "../../../policies/kit";
import type { ResourceSubject } from "../../../policies/kit";
import { runPolicies, TYPE } from "./run";

const quoting = defineRule<ResourceSubject>({
    name: "quoting",
    title: "A rule that quotes what it refuses",
    severity: "high",
    why: "To test the kit.",
    catalogues: { checkov: ["CKV_1"] },
    remediation: "Do it.",
    url: "https://example.com",
    appliesTo: resources(TYPE),
    check({ props }, report) {
        report.violation(props.at("image"), "be another");
        report.violation(props.at("list", 0, "name"), "be another");
    },
});

/** What the rule says of these inputs, once the pack has been told which of them are secret. */
async function say(marked: object, plain: object): Promise<string[]> {
    const pack = policiesOf([quoting]);
    for (const policy of pack) {
        if ("remediateResource" in policy) {
            equal(await policy.remediateResource?.({ props: marked } as ResourceValidationArgs), undefined);
        }
    }
    const found = await runPolicies(pack, [{ name: "example", inputs: plain }]);
    return found.map(({ message }) => / (?:image|list\S+) (.*); it must/.exec(message)?.[1] ?? message);
}

describe("a message of a pack", () => {
    const plain = { image: 'registry.example/"x"', list: [{ name: "y".repeat(200) }] };

    it("does not quote a secret, whether it is escaped or cut short", async () => {
        const marked = { image: new Secret(plain.image), list: new Secret(plain.list) };
        deepStrictEqual(await say(marked, plain), ['is "[secret]"', 'is "[secret]…"']);
    });

    it("quotes what is no secret", async () => {
        const said = await say({ ...plain, other: new Secret("something else") }, plain);
        deepStrictEqual(said, ['is "registry.example/\\"x\\""', `is "${"y".repeat(100)}…"`]);
    });

    it("leaves short texts alone, which are no secrets but are in many a message", async () => {
        deepStrictEqual(await say({ image: new Secret("is") }, { image: "plain" }), ['is "plain"', "is not set"]);
    });
});
