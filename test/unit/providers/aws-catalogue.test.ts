import { strict as assert } from "node:assert";

import { catalogue } from "../../../sandbox/providers/aws/catalogue";
import { computedOf } from "../../../sandbox/providers/aws/outputs";
import { samples } from "./samples";
import { sdkClassOf } from "./sdk";

describe("the aws stand-in's catalogue against the installed SDK", () => {
    for (const [type, definition] of Object.entries(catalogue)) {
        describe(type, () => {
            const sdk = sdkClassOf(type);
            const properties = new Set([...sdk.inputs, ...sdk.outputs]);
            const computed = new Set(computedOf(definition).map(([path]) => path.split(".")[0] ?? ""));

            it("is spelled as the SDK spells it", () => {
                assert.equal(sdk.token, type);
            });

            it("gives every output that the class declares", () => {
                const missing = [...sdk.outputs].filter((name) => !computed.has(name));
                assert.deepEqual(missing, []);
            });

            it("requires what the class requires, and names only properties that the class has", () => {
                const required = new Set(definition.required ?? []);
                assert.deepEqual(
                    [...sdk.required].filter((name) => !required.has(name)),
                    [],
                );
                const named = [
                    ...computed,
                    ...required,
                    ...definition.replaceOn,
                    ...(definition.addable ?? []),
                    ...(definition.sets ?? []),
                    ...(definition.documents ?? []),
                    ...Object.keys(definition.defaults ?? {}),
                    ...(definition.refers ?? []).map(({ path }) => path),
                    ...(definition.autoname === undefined ? [] : [definition.autoname.property]),
                ].map((path) => path.split(/[.[]/, 1)[0] ?? "");
                assert.deepEqual(
                    [...new Set(named)].filter((name) => !properties.has(name)),
                    [],
                );
            });

            it("has the tags and the region that the class has", () => {
                assert.equal(definition.untagged !== true, sdk.outputs.has("tagsAll"), "tags");
                assert.equal(definition.global !== true, sdk.inputs.has("region"), "region");
            });

            it("has sample inputs for the tests, made of inputs that the class has", () => {
                const unknown = Object.keys(samples[type] ?? { none: true }).filter((name) => !sdk.inputs.has(name));
                assert.deepEqual(unknown, []);
            });
        });
    }
});
