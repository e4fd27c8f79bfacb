import * as fs from "node:fs";
import * as path from "node:path";
import { Checkout } from "../test/engine/checkout";

/** One thing that is measured: a checkout, prepared once, and a command that is run in it again and again. */
export interface Scenario {
    /** What it is, for the table. */
    readonly name: string;
    readonly checkout: Checkout;
    /** The sandbox's command, e.g. `preview --stack dev`. */
    readonly command: readonly string[];
}

/** Which policy packs judge: none; both without their rules; both. */
export type Packs = "bare" | "empty packs" | "packs";

/** A checkout in which these packs judge. */
export function checkoutWith(packs: Packs): Checkout {
    const checkout = new Checkout();
    if (packs === "bare") {
        checkout.edit("sandbox/engine/paths.ts", (text) =>
            text.replace('["security", "cost"].map', "([] as string[]).map"),
        );
    }
    if (packs === "empty packs") {
        for (const pack of ["security", "cost"]) {
            checkout.edit(`policies/${pack}/index.ts`, (text) => text.replace(/(definePack\("[\w-]+", )\w+/, "$1[]"));
        }
    }
    return checkout;
}

/** Puts `grow(count)` in place of the program. */
export function withGrowth(checkout: Checkout, count: number): Checkout {
    copyIn(checkout, "providers.ts", "growth.ts");
    fs.writeFileSync(
        checkout.path("index.ts"),
        `import { grow } from "./components/growth";\n\ngrow(${String(count)});\n`,
    );
    return checkout;
}

/** Puts a program in place that starts the three plugins and nothing else: the floor of every preview. */
export function withoutResources(checkout: Checkout): Checkout {
    copyIn(checkout, "providers.ts");
    fs.writeFileSync(checkout.path("index.ts"), 'import "./components/providers";\n');
    return checkout;
}

/** Puts files from here beside the program's own. */
function copyIn(checkout: Checkout, ...files: string[]): void {
    for (const file of files) fs.copyFileSync(path.join(__dirname, file), checkout.path("components", file));
}
