import { deepStrictEqual, equal, throws } from "node:assert/strict";

import { Value } from "../../../policies/kit/value";
import type { UnjudgedSignal } from "../../../policies/kit/value";
import {
    count,
    cpu,
    flag,
    gibibytes,
    optionalNumber,
    optionalString,
    strings,
} from "../../../policies/cost/model/read";

const value = (given: unknown): Value => Value.of({ given }).at("given");

/** Why a value is refused. */
function refusal(read: (value: Value) => unknown, given: unknown): unknown {
    let found: unknown;
    throws(
        () => read(value(given)),
        (error) => {
            found = (error as UnjudgedSignal).unjudged;
            return true;
        },
    );
    return found;
}

const refused = (wanted: string) => ({ path: "given", reason: `not ${wanted}, so its cost cannot be computed` });

describe("reading a property for its price", () => {
    it("takes what is not set for nothing", () => {
        deepStrictEqual(
            [optionalNumber, optionalString, cpu, gibibytes].map((read) => read(value(undefined))),
            [undefined, undefined, undefined, undefined],
        );
        deepStrictEqual([flag(value(undefined)), count(value(undefined)), strings(value(undefined))], [false, 0, []]);
    });

    it("reads what it says", () => {
        deepStrictEqual([optionalNumber(value(0)), optionalString(value("")), flag(value(true))], [0, "", true]);
        deepStrictEqual([count(value(["a", null])), strings(value(["a", null]))], [2, ["a", ""]]);
    });

    it("reads CPU in cores and millicores, as text and as a number", () => {
        deepStrictEqual(
            ["500m", "2", "0.5", 2].map((given) => cpu(value(given))),
            [0.5, 2, 0.5, 2],
        );
    });

    it("reads memory in every unit, as text and as a number of bytes", () => {
        deepStrictEqual(
            ["512Mi", "1Gi", "1048576Ki", "1Ti", 2 ** 30, String(2 ** 30)].map((given) => gibibytes(value(given))),
            [0.5, 1, 1, 1024, 1, 1],
        );
        deepStrictEqual(
            ["1k", "1M", "1G", "1T"].map((given) => Math.round((gibibytes(value(given)) ?? 0) * 2 ** 30)),
            [1e3, 1e6, 1e9, 1e12],
        );
    });

    it("refuses everything else, with what it wanted", () => {
        for (const given of ["5", true, Number.NaN, [5]]) {
            deepStrictEqual(refusal(optionalNumber, given), refused("a number"));
        }
        deepStrictEqual(refusal(optionalString, 5), refused("a text"));
        deepStrictEqual(refusal(flag, "true"), refused("true or false"));
        deepStrictEqual(refusal(count, { length: 1 }), refused("a list"));
        for (const given of ["", "m", "500mm", "x500m", "1 2"]) {
            deepStrictEqual(refusal(cpu, given), refused("a CPU quantity"));
        }
        for (const given of ["Mi", "x1Gi", "1Gi!", "1Xi", "1 Gi"]) {
            deepStrictEqual(refusal(gibibytes, given), refused("a quantity"));
        }
        for (const read of [cpu, gibibytes]) {
            deepStrictEqual(refusal(read, true), refused("a quantity"));
        }
        equal(cpu(value("0")), 0);
    });
});
