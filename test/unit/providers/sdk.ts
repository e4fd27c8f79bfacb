import { readFileSync } from "node:fs";

/** What the installed SDK's class says of a resource type. */
export interface SdkClass {
    readonly token: string;
    readonly inputs: ReadonlySet<string>;
    /** Properties that only the provider sets. */
    readonly outputs: ReadonlySet<string>;
    readonly required: ReadonlySet<string>;
}

/** Reads the class of an aws type, `aws:ec2/vpc:Vpc`, from the SDK's own generated source. */
export function sdkClassOf(type: string): SdkClass {
    const path = type.split(":")[1] ?? "";
    const source = readFileSync(require.resolve(`@pulumi/aws/${path}.js`), "utf8");
    const all = (pattern: RegExp) => new Set([...source.matchAll(pattern)].map(([, name = ""]) => name));
    return {
        token: /__pulumiType = '([^']+)'/.exec(source)?.[1] ?? "",
        inputs: all(/resourceInputs\["(\w+)"\] = \(?args\?/g),
        outputs: all(/resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g),
        required: all(/Missing required property '(\w+)'/g),
    };
}
