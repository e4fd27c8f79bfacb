import * as grpc from "@grpc/grpc-js";
import { IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { decode, encode } from "./codec";
import { identify } from "./identity";
import { toCheckFailures, toDiffResponse, toInitializationFailure } from "./responses";
import { CheckRequest, DiffRequest, InitializationError, ProviderError, ProviderService } from "./service";

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/**
 * The provider protocol over one {@link ProviderService}. It keeps secrets and unknowns where they are, and it
 * promises preview support, so that the engine asks what a create or an update would give.
 */
export function protocolOf(service: ProviderService): IResourceProviderServer {
    const empty = () => new Empty();
    return {
        handshake: unary(() => {
            const response = new proto.ProviderHandshakeResponse();
            response.setAcceptSecrets(true);
            response.setSupportsAutonamingConfiguration(true);
            return response;
        }),
        parameterize: refuse("Parameterize"),
        getSchema: unary(() => {
            const response = new proto.GetSchemaResponse();
            response.setSchema(JSON.stringify({ name: service.name, version: service.version }));
            return response;
        }),
        checkConfig: unary((request: proto.CheckRequest) => toCheckResponse(service.checkConfig(toCheck(request)))),
        diffConfig: unary((request: proto.DiffRequest) => toDiffResponse(service.diffConfig(toDiff(request)))),
        configure: unary((request: proto.ConfigureRequest) => {
            service.configure(decode(request.getArgs()));
            const response = new proto.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            response.setSupportsAutonamingConfiguration(true);
            return response;
        }),
        invoke: unary(async (request: proto.InvokeRequest) => {
            const { result, failures } = await service.invoke({
                token: request.getTok(),
                args: decode(request.getArgs()),
            });
            const response = new proto.InvokeResponse();
            response.setReturn(encode(result));
            response.setFailuresList(toCheckFailures(failures));
            return response;
        }),
        call: refuse("Call"),
        check: unary((request: proto.CheckRequest) => toCheckResponse(service.check(toCheck(request)))),
        diff: unary(async (request: proto.DiffRequest) => toDiffResponse(await service.diff(toDiff(request)))),
        create: unary(async (request: proto.CreateRequest) => {
            const created = await service.create({
                ...identify(request.getUrn()),
                inputs: decode(request.getProperties()),
                preview: request.getPreview(),
                timeout: timeoutOf(request),
            });
            const response = new proto.CreateResponse();
            response.setId(created.id);
            response.setProperties(encode(created.outputs));
            return response;
        }),
        read: unary(async (request: proto.ReadRequest) => {
            const found = await service.read({
                ...identify(request.getUrn()),
                id: request.getId(),
                inputs: decode(request.getInputs()),
                outputs: decode(request.getProperties()),
            });
            const response = new proto.ReadResponse();
            if (found !== undefined) {
                response.setId(found.id);
                response.setInputs(encode(found.inputs));
                response.setProperties(encode(found.outputs));
            }
            return response;
        }),
        list: (call) => {
            call.emit("error", unimplemented("List"));
        },
        update: unary(async (request: proto.UpdateRequest) => {
            const response = new proto.UpdateResponse();
            const outputs = await service.update({
                ...toDiff(request),
                preview: request.getPreview(),
                timeout: timeoutOf(request),
            });
            response.setProperties(encode(outputs));
            return response;
        }),
        delete: unary(async (request: proto.DeleteRequest) => {
            const outputs = decode(request.getProperties());
            await service.delete({
                ...identify(request.getUrn()),
                id: request.getId(),
                outputs,
                timeout: timeoutOf(request),
            });
            return new Empty();
        }),
        construct: unary((request: proto.ConstructRequest): proto.ConstructResponse => {
            throw new ProviderError(service.refuseComponent(request.getType()));
        }),
        cancel: unary(() => {
            service.cancel?.();
            return new Empty();
        }),
        getPluginInfo: unary(() => {
            const response = new plugin.PluginInfo();
            response.setVersion(service.version);
            return response;
        }),
        attach: unary(empty),
        getMapping: unary(() => new proto.GetMappingResponse()),
        getMappings: unary(() => new proto.GetMappingsResponse()),
    };
}

/**
 * Starts a server for the service on a free loopback port.
 *
 * @returns the server, and the port that the engine connects to
 */
export async function listen(service: ProviderService): Promise<{ server: grpc.Server; port: number }> {
    // The engine lifts the limit on its side too: a large chart or policy document is no reason to fail.
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, protocolOf(service));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) {
                resolve(bound);
            } else {
                reject(error);
            }
        });
    });
    return { server, port };
}

function unary<Request, Response>(handler: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        // Inside a promise, so that a handler that throws at once is answered like one that rejects.
        Promise.resolve(call.request)
            .then(handler)
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(toStatus(error));
                },
            );
    };
}

function toStatus(error: unknown): Partial<grpc.StatusObject> {
    if (error instanceof InitializationError) {
        return toInitializationFailure(error);
    }
    if (error instanceof ProviderError) {
        return { code: grpc.status.UNKNOWN, details: error.message };
    }
    // Anything else is a mistake of the stand-in itself: the stack says where. The message stays behind, since it may
    // quote a property, and properties may be secret.
    const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
    const kind = error instanceof Error ? error.constructor.name : "a thrown value that is no Error";
    return {
        code: grpc.status.INTERNAL,
        details: [`the stand-in itself failed (${kind}): report it with these lines`, ...frames].join("\n"),
    };
}

function refuse<Request, Response>(method: string): grpc.handleUnaryCall<Request, Response> {
    return (_call, callback) => {
        callback(unimplemented(method));
    };
}

function unimplemented(method: string): Partial<grpc.StatusObject> {
    return { code: grpc.status.UNIMPLEMENTED, details: `${method} is not part of the sandbox's providers` };
}

function toCheck(request: proto.CheckRequest): CheckRequest {
    return {
        ...identify(request.getUrn()),
        olds: decode(request.getOlds()),
        news: decode(request.getNews()),
        proposedName: request.getAutonaming()?.getProposedName() ?? undefined,
    };
}

function toCheckResponse(result: ReturnType<ProviderService["check"]>): proto.CheckResponse {
    const response = new proto.CheckResponse();
    response.setInputs(encode(result.inputs));
    response.setFailuresList(toCheckFailures(result.failures));
    return response;
}

function toDiff(request: proto.DiffRequest | proto.UpdateRequest): DiffRequest {
    const oldOutputs = decode(request.getOlds());
    return {
        ...identify(request.getUrn()),
        id: request.getId(),
        oldOutputs,
        oldInputs: request.hasOldInputs() ? decode(request.getOldInputs()) : oldOutputs,
        news: decode(request.getNews()),
    };
}

/** The engine writes an absent timeout as zero. */
function timeoutOf(request: { getTimeout(): number }): number | undefined {
    const seconds = request.getTimeout();
    return seconds > 0 ? seconds : undefined;
}
