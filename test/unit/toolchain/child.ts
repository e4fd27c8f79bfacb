/** A run of its own for the tests that need a second process or kill one: the site's address is its only argument. */
import { resolveToolchain } from "../../../sandbox/toolchain";
import { Progress } from "../../../sandbox/progress";

const [address = "", toolsDirectory = ""] = process.argv.slice(2);
const progress = new Progress({ write: (text) => process.stdout.write(text) }, { CI: "true" });
resolveToolchain({ toolsDirectory, progress, sites: { pulumi: `${address}/pulumi`, helm: `${address}/helm` } }).then(
    ({ pulumi, helm }) => process.stdout.write(`pulumi from ${pulumi.source}, helm from ${helm.source}\n`),
    (error: unknown) => {
        process.stdout.write(`${String(error)}\n`);
        process.exitCode = 1;
    },
);
