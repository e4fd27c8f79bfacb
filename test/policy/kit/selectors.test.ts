import { deepStrictEqual, equal } from "node:assert/strict";
import { containers, pods, resources } from "../../../policies/kit";
import { UNKNOWN, asSeenByPolicies, container, deployment } from "../../../policies/kit/testing";

function input(given: { type: string; props: object }) {
    return { type: given.type, name: "example", urn: "urn:example", props: asSeenByPolicies(given.props) };
}

describe("what a rule applies to", () => {
    const windows = input(deployment({ os: { name: "windows" } }));

    it("is, for Linux settings, no pod that says it runs on Windows", () => {
        equal(pods({ os: "linux" }).select(windows).subjects.length, 0);
        equal(containers({ os: "linux" }).select(windows).subjects.length, 0);
        equal(containers().select(windows).subjects.length, 1);
    });

    it("is a pod whose system is unknown too, for most run on Linux", () => {
        equal(pods({ os: "linux" }).select(input(deployment({ os: UNKNOWN }))).subjects.length, 1);
    });

    it("is containers of the given roles alone", () => {
        const given = input(deployment({ initContainers: [container()], ephemeralContainers: [container()] }));
        deepStrictEqual(
            containers({ roles: ["regular", "init"] })
                .select(given)
                .subjects.map(({ role }) => role),
            ["regular", "init"],
        );
    });

    it("labels a container by its role, where it is not a regular one, and its name", () => {
        const named = (name: string) => [container({ name })];
        const given = input(
            deployment({ containers: named("a"), initContainers: named("b"), ephemeralContainers: named("c") }),
        );
        deepStrictEqual(
            containers()
                .select(given)
                .subjects.map(({ label }) => label),
            ["container 'a'", "init container 'b'", "ephemeral container 'c'"],
        );
    });

    it("says of an unknown list that a check walks that it could not be judged", () => {
        const selection = resources("a:b:C").select(input({ type: "a:b:C", props: { list: UNKNOWN } }));
        deepStrictEqual(selection.unjudged, []);
        deepStrictEqual(selection.subjects[0]?.props.at("list").items(), []);
        deepStrictEqual(
            selection.unjudged.map(({ path }) => path),
            ["list"],
        );
    });

    it("is resources of exactly the given types", () => {
        const selector = resources("aws:rds/instance:Instance");
        equal(selector.select(input({ type: "aws:rds/instance:Instance", props: {} })).subjects.length, 1);
        equal(selector.select(input({ type: "aws:rds/instance:InstanceX", props: {} })).subjects.length, 0);
    });

    it("keeps an unknown list of containers from rules about the pod alone", () => {
        const given = input(deployment({ containers: UNKNOWN }));
        deepStrictEqual(pods().select(given).unjudged, []);
        deepStrictEqual(
            containers()
                .select(given)
                .alsoUnjudged?.map(({ path }) => path),
            ["spec.template.spec.containers"],
        );
    });
});
