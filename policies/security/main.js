/* global require */
// Every pack's entry point from source. Pulumi's policy runner always type-checks TypeScript as it loads it, whatever
// tsconfig.json says, which takes more than three times as long (docs/decisions/0010-publishing-packs.md). Types
// are checked by tsc; here they are only stripped.
require("tsx/cjs");
require("./index.ts");
