import * as pulumi from "@pulumi/pulumi";

import type { Platform } from "./platform";

/**
 * Name of the last snapshot of what holds data, e.g. `leanvibe-prod-final-1a2b3c4d`. Its end is the beginning of the
 * data key's id: a platform that is built again has another key, so a second teardown does not meet the first one's
 * snapshot, and the name says which key is needed to read it.
 */
export function finalSnapshotName(name: string, dataKeyArn: string): string {
    const id = dataKeyArn.split("/").at(-1) ?? "";
    return `${name}-final-${id.slice(0, 8)}`;
}

/** The argument that names the last snapshot: where the stack is protected, else there is none. */
export function finalSnapshot(
    platform: Platform,
    dataKeyArn: pulumi.Input<string>,
): { readonly finalSnapshotIdentifier?: pulumi.Output<string> } {
    if (!platform.protect) {
        return {};
    }
    return { finalSnapshotIdentifier: pulumi.output(dataKeyArn).apply((arn) => finalSnapshotName(platform.name, arn)) };
}
