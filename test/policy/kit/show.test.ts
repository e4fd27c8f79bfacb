import { equal, ok } from "node:assert/strict";
import { show } from "../../../policies/kit/show";

describe("a value in a message", () => {
    const known = (value: unknown) => ({ kind: "known", value }) as const;

    it("is shown if it is short and harmless", () => {
        equal(show(known(true), "publiclyAccessible"), "is true");
        equal(show(known(0), "retentionInDays"), "is 0");
        equal(show(known("0.0.0.0/0"), "cidrIpv4"), 'is "0.0.0.0/0"');
        equal(show({ kind: "absent" }, "kmsKeyId"), "is not set");
    });

    it("is an outline if it is long or an object", () => {
        ok(show(known("x".repeat(500)), "policy").length < 120);
        equal(show(known({ path: "/var/run" }), "hostPath"), "is an object with path");
        equal(show(known({}), "hostPath"), "is an object with no keys");
        equal(show(known([]), "ingress"), "is an empty list");
        equal(show(known(["a", "b"]), "ingress"), "is a list of 2");
    });

    for (const path of ["password", "masterPassword", "authToken", "stringData.url", "spec.env[0].value", "userData"]) {
        it(`is hidden at ${path}`, () => {
            ok(!show(known("hunter2"), path).includes("hunter2"));
        });
    }
});
