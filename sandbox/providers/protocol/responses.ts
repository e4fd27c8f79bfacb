import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { ChangeKind, CheckFailure, DiffResult } from "./service";

const KINDS: Record<ChangeKind, readonly [plain: proto.PropertyDiff.Kind, replacing: proto.PropertyDiff.Kind]> = {
    add: [proto.PropertyDiff.Kind.ADD, proto.PropertyDiff.Kind.ADD_REPLACE],
    delete: [proto.PropertyDiff.Kind.DELETE, proto.PropertyDiff.Kind.DELETE_REPLACE],
    update: [proto.PropertyDiff.Kind.UPDATE, proto.PropertyDiff.Kind.UPDATE_REPLACE],
};

/** The message for a diff: top-level names for the engine's decisions, nested paths for its display. */
export function toDiffResponse(diff: DiffResult): proto.DiffResponse {
    const response = new proto.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    response.setChanges(diff.changes.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList([...new Set(diff.changes.map(({ path }) => topLevel(path)))]);
    const replacing = diff.changes.filter(({ replace }) => replace);
    response.setReplacesList([...new Set(replacing.map(({ path }) => topLevel(path)))]);
    response.setDeletebeforereplace(diff.deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    const detailed = response.getDetaileddiffMap();
    for (const { path, kind, replace } of diff.changes) {
        const entry = new proto.PropertyDiff();
        entry.setKind(KINDS[kind][replace ? 1 : 0]);
        entry.setInputdiff(true);
        detailed.set(path, entry);
    }
    return response;
}

/** The messages for what a check found wrong. */
export function toCheckFailures(failures: readonly CheckFailure[]): proto.CheckFailure[] {
    return failures.map(({ property, reason }) => {
        const failure = new proto.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        return failure;
    });
}

function topLevel(path: string): string {
    const [head = path] = path.split(/[.[]/, 1);
    return head === "" ? path : head;
}
