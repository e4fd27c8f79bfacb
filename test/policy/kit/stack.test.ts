import { deepStrictEqual, throws } from "node:assert/strict";
import type { StackResourceInput } from "../../../policies/kit";
import { stackOf } from "../../../policies/kit/stack";
import { UNKNOWN, asSeenByPolicies } from "../../../policies/kit/testing";
import { UnjudgedSignal } from "../../../policies/kit/value";

const DOOR = "a:b:Door";
const HOUSE = "a:b:House";

function resource(type: string, name: string, props: object, dependsOn?: Record<string, string[]>): StackResourceInput {
    const propertyDependencies = Object.fromEntries(
        Object.entries(dependsOn ?? {}).map(([property, urns]) => [property, urns.map((urn) => ({ urn }))]),
    );
    return { type, name, urn: name, props: asSeenByPolicies(props), propertyDependencies };
}

/** The names of the doors that refer to the house `home` by `houseId`. */
function doorsOf(...resources: readonly StackResourceInput[]): string[] {
    const stack = stackOf([resource(HOUSE, "home", { id: "h-1", houseId: "own" }), ...resources]);
    const [home] = stack.ofType(HOUSE);
    return home === undefined ? [] : stack.referring(DOOR, "houseId", home).map(({ name }) => name);
}

describe("the resources that refer to another", () => {
    it("hold its id, or what it holds itself under that name, or were computed from it", () => {
        deepStrictEqual(
            doorsOf(
                resource(DOOR, "by id", { houseId: "h-1" }),
                resource(DOOR, "by name", { houseId: "own" }),
                resource(DOOR, "computed", { houseId: UNKNOWN }, { houseId: ["home"] }),
                resource(DOOR, "of another house", { houseId: "h-2" }),
                resource(DOOR, "of none", {}),
                resource(DOOR, "computed elsewhere", { other: UNKNOWN }, { other: ["home"] }),
            ),
            ["by id", "by name", "computed"],
        );
    });

    it("are of the type that is asked for", () => {
        deepStrictEqual(doorsOf(resource("a:b:Window", "window", { houseId: "h-1" })), []);
    });

    it("are certain ones alone, where there are any", () => {
        deepStrictEqual(
            doorsOf(resource(DOOR, "certain", { houseId: "h-1" }), resource(DOOR, "unclear", { houseId: UNKNOWN })),
            ["certain"],
        );
    });

    it("cannot be told where none is certain, and one may be", () => {
        const unclear = resource(DOOR, "unclear", { houseId: UNKNOWN }, { houseId: ["something else"] });
        throws(
            () => doorsOf(unclear),
            (error) => {
                deepStrictEqual((error as UnjudgedSignal).unjudged, {
                    path: "houseId of 'unclear'",
                    reason: "not known at preview",
                });
                return error instanceof UnjudgedSignal;
            },
        );
        throws(() => doorsOf(resource(DOOR, "from nowhere", { houseId: UNKNOWN })), UnjudgedSignal);
    });

    it("are none where the unknown value was computed from another one of its type", () => {
        deepStrictEqual(
            doorsOf(
                resource(HOUSE, "neighbour", {}),
                resource(DOOR, "the neighbour's", { houseId: UNKNOWN }, { houseId: ["something", "neighbour"] }),
            ),
            [],
        );
    });

    it("are none where the property is not set, or no unknown one of that type", () => {
        deepStrictEqual(
            doorsOf(resource(DOOR, "of none", { size: 1 }), resource("a:b:Window", "w", { houseId: UNKNOWN })),
            [],
        );
    });
});
