/** How processes of a local cluster are recognised: by what stands in their environment. No file of numbers can be stale. */

const folderVariable = "LEANVIBE_CLUSTER";
const partVariable = "LEANVIBE_CLUSTER_PART";

/** Which part of which cluster a process is. */
export interface Mark {
    /** The cluster's folder. */
    folder: string;
    /** e.g. `kubelet`, or {@link BOX}. */
    part: string;
}

/** The part that holds the namespaces together. */
export const BOX = "box";

/** The variables that mark a process and its children. */
export function markOf({ folder, part }: Mark): Record<string, string> {
    return { [folderVariable]: folder, [partVariable]: part };
}

/** The mark in an environment as /proc has it; undefined when there is none. */
export function readMark(environment: readonly string[]): Mark | undefined {
    const valueOf = (name: string) => environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
    const folder = valueOf(folderVariable);
    const part = valueOf(partVariable);
    return folder === undefined || part === undefined ? undefined : { folder, part };
}
