import { deepStrictEqual, equal, match } from "node:assert/strict";
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

/** Tells a pack which values are secret. */
function learn(pack: ReturnType<typeof policiesOf>, marked: object): void {
    for (const policy of pack) {
        if ("remediateResource" in policy) {
            equal(policy.remediateResource?.({ props: marked } as ResourceValidationArgs), undefined);
        }
    }
}

/** What the rule says of these inputs, once the pack has been told which of them are secret. */
async function say(marked: object, plain: object): Promise<string[]> {
    const pack = policiesOf([quoting]);
    learn(pack, marked);
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

    it("quotes no part of a secret that holds another one", async () => {
        const marked = { image: new Secret("hunter2"), other: new Secret("hunter2-and-more") };
        deepStrictEqual(await say(marked, { image: "hunter2-and-more" }), ['is "[secret]"', "is not set"]);
    });

    it("quotes nothing of a secret list or object, however long, and learns past what is null", async () => {
        const list = ["one-secret", "two", "three", "four"].map((name) => ({ name }));
        const marked = { nothing: null, image: new Secret("four"), list: new Secret(list) };
        deepStrictEqual(await say(marked, { image: "four", list }), ['is "[secret]"', 'is "[secret]"']);
    });

    it("quotes in the next run what was a secret of this one alone", async () => {
        const pack = policiesOf([quoting]);
        learn(pack, { image: new Secret("hunter2") });
        const run = async () =>
            (await runPolicies(pack, [{ name: "example", inputs: { image: "hunter2" } }]))[0]?.message;
        match((await run()) ?? "", /image is "\[secret\]"/);
        match((await run()) ?? "", /image is "hunter2"/);
    });

    it("comes from a pack that tells the engine how it knows", () => {
        const policy = policiesOf([]).find(({ name }) => name === "secret-values");
        deepStrictEqual(
            [policy?.description, policy?.enforcementLevel],
            ["Which values a message must not quote", "remediate"],
        );
    });

    it("leaves short texts alone, which are no secrets but are in many a message", async () => {
        deepStrictEqual(await say({ image: new Secret("is") }, { image: "plain" }), ['is "plain"', "is not set"]);
    });
});
