import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";

import { encode } from "./codec";
import { ChangeKind, CheckFailure, DiffResult, InitializationError } from "./service";

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

/**
 * The error for a resource that exists without being healthy. What there is of it travels in the details of a
 * google.rpc.Status, in the trailer where gRPC for Go puts them.
 * Source: parseError in sdk/go/common/resource/plugin/provider_plugin.go of github.com/pulumi/pulumi.
 */
export function toInitializationFailure({ message, reasons, state }: InitializationError): Partial<grpc.StatusObject> {
    const failure = new proto.ErrorResourceInitFailed();
    failure.setId(state.id);
    failure.setProperties(encode(state.outputs));
    failure.setReasonsList([...reasons]);
    if (state.inputs !== undefined) {
        failure.setInputs(encode(state.inputs));
    }
    const detail = new Any();
    detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(detail);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: message, metadata };
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
