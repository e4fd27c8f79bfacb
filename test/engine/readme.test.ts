import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { Checkout } from "./checkout";

/** Durations differ from run to run. */
function withoutSeconds(text: string): string {
    return text.replaceAll(/\(\d+ s\)/g, "(… s)").trim();
}

describe("the README", function () {
    this.timeout(240_000);

    it("shows what `make up` really prints on a fresh checkout", async () => {
        const checkout = new Checkout();
        try {
            const readme = fs.readFileSync(checkout.path("README.md"), "utf8");
            const shown = /```console\n\$ make up\n([^]*?)```/.exec(readme)?.[1] ?? "";
            const { stdout } = await checkout.sandbox(["up"], { env: { NO_COLOR: "1" } });
            assert.equal(withoutSeconds(stdout), withoutSeconds(shown));
        } finally {
            checkout.remove();
        }
    });
});
