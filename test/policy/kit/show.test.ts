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

    it("is shown at a secret's name too if it is a switch or a number, which is no secret", () => {
        equal(show(known(false), "manageMasterUserPassword"), "is false");
        equal(show(known(7), "passwordLength"), "is 7");
    });

    it("is shown to its hundredth character", () => {
        equal(show(known("x".repeat(100)), "policy"), `is "${"x".repeat(100)}"`);
        equal(show(known("x".repeat(101)), "policy"), `is "${"x".repeat(100)}…"`);
    });

    it("is the reason why it is not known", () => {
        equal(show({ kind: "unknown", reason: "not known at preview" }, "password"), "is not known at preview");
    });

    it("is an outline if it is long or an object", () => {
        ok(show(known("x".repeat(500)), "policy").length < 120);
        equal(show(known({ path: "/var/run" }), "hostPath"), "is an object with path");
        equal(show(known({}), "hostPath"), "is an object with no keys");
        equal(show(known({ b: 1, a: 2 }), "hostPath"), "is an object with b, a");
        equal(show(known([]), "ingress"), "is an empty list");
        equal(show(known(["a", "b"]), "ingress"), "is a list of 2");
    });

    for (const path of [
        ..."password masterPassword authToken stringData.url spec.env[0].value userData".split(" "),
        ..."privateKey tls.private_key accessKey s3.access_key".split(" "),
    ]) {
        it(`is hidden at ${path}`, () => {
            equal(show(known("hunter2"), path), "is set (value hidden)");
        });
    }
});
