/** From what a stack says of its release to what it will say: as edits of its file. Pure. */
import type { ReleaseConfig } from "../components/config";
import type { Colour } from "../components/application/plan";
import { identityOf, otherColour, type Version } from "../components/release/version";
import { UserError } from "../sandbox/errors";

/** A new value at a path below the key `release`; undefined removes the key. */
export interface Edit {
    readonly path: readonly string[];
    readonly value: unknown;
}

/** What an operator wants released. */
export interface Wanted {
    readonly tag: string;
    /** Digests by image; an image without one is taken by its tag. */
    readonly digests?: Partial<Version["digests"]>;
    /** Shares of the traffic before all of it, in percent. Default: what the stack says. */
    readonly canary?: readonly number[];
    /** Whether migrations that remove something may run. Default: false. */
    readonly contract?: boolean;
}

/** A change of the release: what to write, and what it means. */
export interface Change {
    readonly edits: readonly Edit[];
    /** The colour that will be live. */
    readonly live: Colour;
    readonly generation: number;
    /** Version that will be live. */
    readonly identity: string;
}

/**
 * The release of a version: it takes the idle colour, which becomes live.
 *
 * @throws UserError when the version is live already
 */
export function planRelease(current: ReleaseConfig, wanted: Wanted): Change {
    const { live } = current;
    const next = otherColour(live);
    const digests = { api: "", worker: "", frontend: "", ...wanted.digests };
    const identity = identityOf({ tag: wanted.tag, digests });
    if (identity === identityOf(current[live])) {
        throw new UserError(
            `${identity} is live already, in ${live}: give another --tag, or see \`npm run release -- status\`.`,
        );
    }
    const contract = wanted.contract ?? false;
    const edits = [...versionEdits(next, wanted.tag, digests), ...liveEdits(current, next)];
    if (wanted.canary) edits.push({ path: ["canary", "steps"], value: [...wanted.canary] });
    if (contract !== current.migration.contract) edits.push({ path: ["migration", "contract"], value: contract });
    return { edits, live: next, generation: current.generation + 1, identity };
}

/**
 * The way back: the idle colour becomes live with the version that it has.
 *
 * @param abandons whether the version that is live now never proved good: it then leaves the stack's file, for the version that
 * becomes live. Its migration or its pods may never succeed, and every update would stop at them.
 */
export function planRollback(current: ReleaseConfig, abandons = false): Change {
    const { live, migration } = current;
    const next = otherColour(live);
    const { tag, digests } = current[next];
    const edits = liveEdits(current, next);
    if (abandons) edits.push(...versionEdits(live, tag, digests));
    if (migration.contract) edits.push({ path: ["migration", "contract"], value: false });
    return { edits, live: next, generation: current.generation + 1, identity: identityOf(current[next]) };
}

/** A colour's version; images without a digest are taken by their tag. */
function versionEdits(colour: Colour, tag: string, digests: Version["digests"]): Edit[] {
    const pinned = Object.fromEntries(Object.entries(digests).filter(([, digest]) => digest !== ""));
    return [
        { path: [colour, "tag"], value: tag },
        { path: [colour, "digests"], value: Object.keys(pinned).length === 0 ? undefined : pinned },
    ];
}

/** The generation rises with the live colour, always: a Job of an older one can then never be taken for a newer one's. */
function liveEdits(current: ReleaseConfig, live: Colour): Edit[] {
    return [
        { path: ["live"], value: live },
        { path: ["generation"], value: current.generation + 1 },
    ];
}
