import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Tells the user what an operation waits for, beside its resource; an empty text clears it. */
export type Progress = (urn: string, text: string) => void;

/**
 * Progress through the engine's log.
 *
 * @param address where the engine listens, as it tells each plugin; without one nobody is told
 */
export function progressTo(address: string | undefined): Progress {
    if (address === undefined || address === "") {
        return () => undefined;
    }
    const client = new EngineClient(address, grpc.credentials.createInsecure());
    const last = new Map<string, string>();
    return (urn, text) => {
        if ((last.get(urn) ?? "") === text) {
            return;
        }
        last.set(urn, text);
        const request = new LogRequest();
        request.setSeverity(LogSeverity.INFO);
        request.setUrn(urn);
        request.setMessage(text);
        // For the moment only, not for the update's log.
        request.setEphemeral(true);
        client.log(request, () => undefined);
    };
}
