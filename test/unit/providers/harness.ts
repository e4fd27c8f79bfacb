import { strict as assert } from "node:assert";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import { listen, protocolOf } from "../../../sandbox/providers/protocol/server";
import { ProviderService } from "../../../sandbox/providers/protocol/service";
import { PropertyMap, PropertyValue } from "../../../sandbox/providers/protocol/value";

/** What a diff says, as the engine reads it. */
export interface Diff {
    readonly changes: proto.DiffResponse.DiffChanges;
    readonly replaces: readonly string[];
    readonly detailed: Readonly<Record<string, proto.PropertyDiff.Kind>>;
    readonly deleteBeforeReplace: boolean;
}

/** One resource's old side in an update or a diff. */
export interface Existing {
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

type Unary<Request, Response> = (
    request: Request,
    callback: (error: grpc.ServiceError | null, response: Response) => void,
) => unknown;

/** The URN of a top-level resource of this type. */
export function urnOf(type: string, name = "thing"): string {
    return `urn:pulumi:dev::leanvibe-agent-hive::${type}::${name}`;
}

/** The value as text; fails if it is anything else. */
export function textOf(value: PropertyValue | undefined): string {
    assert(typeof value === "string", `expected text, got ${JSON.stringify(value)}`);
    return value;
}

/** Engines that a failed test may have left behind; they would keep the test run from ending. */
const running = new Set<Engine>();
after(() => {
    running.forEach((engine) => {
        engine.stop();
    });
});

/** A message of the protocol, with which its class can be had again. */
interface Message {
    serializeBinary(): Uint8Array;
}

/** The same message after a way over the wire. */
function overWire<Sent extends Message>(message: Sent): Sent {
    const type = message.constructor as unknown as { deserializeBinary: (bytes: Uint8Array) => Sent };
    return type.deserializeBinary(message.serializeBinary());
}

type Answer = (error: grpc.ServiceError | null, response?: Message) => void;

/** A client whose calls reach the protocol's handlers, each message in its bytes, without a connection in between. */
function directClient(service: ProviderService): ResourceProviderClient {
    const handlers = Object.entries(protocolOf(service)) as [string, (call: object, answer: Answer) => void][];
    const methods = handlers.map(([name, handle]) => {
        const method = (request: Message, answer: Answer) => {
            handle({ request: overWire(request) }, (error, response) => {
                answer(error, response && overWire(response));
            });
        };
        return [name, method] as const;
    });
    const client: unknown = { ...Object.fromEntries(methods), close: () => undefined };
    return client as ResourceProviderClient;
}

/** A provider behind its real server, spoken to over gRPC on loopback as the engine does. */
export class Engine {
    private constructor(
        private readonly server: Pick<grpc.Server, "forceShutdown">,
        private readonly client: ResourceProviderClient,
    ) {}

    /** A provider without a server: the same messages and handlers, for tests that want hundreds of them. */
    public static async direct(service: ProviderService, config: PropertyMap = {}): Promise<Engine> {
        const engine = new Engine({ forceShutdown: () => undefined }, directClient(service));
        await engine.configure(config);
        return engine;
    }

    public static async start(service: ProviderService, config: PropertyMap = {}): Promise<Engine> {
        const { server, port } = await listen(service);
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        const engine = new Engine(server, client);
        running.add(engine);
        await engine.configure(config);
        return engine;
    }

    public stop(): void {
        running.delete(this);
        this.client.close();
        this.server.forceShutdown();
    }

    public async handshake() {
        const request = new proto.ProviderHandshakeRequest();
        return this.ask(this.client.handshake.bind(this.client), request);
    }

    public async configure(config: PropertyMap) {
        const request = new proto.ConfigureRequest();
        request.setArgs(encode(config));
        return this.ask<proto.ConfigureRequest, proto.ConfigureResponse>(
            this.client.configure.bind(this.client),
            request,
        );
    }

    public async check(urn: string, news: PropertyMap, olds: PropertyMap = {}) {
        const request = new proto.CheckRequest();
        request.setUrn(urn);
        request.setNews(encode(news));
        request.setOlds(encode(olds));
        return readCheck(await this.ask(this.client.check.bind(this.client), request));
    }

    public async diffConfig(olds: PropertyMap, news: PropertyMap): Promise<Diff> {
        const request = diffRequest(urnOf("pulumi:providers:x"), { id: "x", inputs: olds, outputs: olds }, news);
        return readDiff(await this.ask(this.client.diffConfig.bind(this.client), request));
    }

    public async diff(urn: string, old: Existing, news: PropertyMap): Promise<Diff> {
        return readDiff(await this.ask(this.client.diff.bind(this.client), diffRequest(urn, old, news)));
    }

    public async create(urn: string, inputs: PropertyMap, preview = false, timeout = 0): Promise<Existing> {
        const request = new proto.CreateRequest();
        request.setTimeout(timeout);
        request.setUrn(urn);
        request.setProperties(encode(inputs));
        request.setPreview(preview);
        const response = await this.ask<proto.CreateRequest, proto.CreateResponse>(
            this.client.create.bind(this.client),
            request,
        );
        return { id: response.getId(), inputs, outputs: decode(response.getProperties()) };
    }

    public async update(
        urn: string,
        old: Existing,
        news: PropertyMap,
        preview = false,
        timeout = 0,
    ): Promise<PropertyMap> {
        const request = new proto.UpdateRequest();
        request.setTimeout(timeout);
        request.setUrn(urn);
        request.setId(old.id);
        request.setOlds(encode(old.outputs));
        request.setOldInputs(encode(old.inputs));
        request.setNews(encode(news));
        request.setPreview(preview);
        const response = await this.ask<proto.UpdateRequest, proto.UpdateResponse>(
            this.client.update.bind(this.client),
            request,
        );
        return decode(response.getProperties());
    }

    public async read(urn: string, { id, inputs, outputs }: Existing): Promise<Existing> {
        const request = new proto.ReadRequest();
        request.setUrn(urn);
        request.setId(id);
        request.setInputs(encode(inputs));
        request.setProperties(encode(outputs));
        const response = await this.ask<proto.ReadRequest, proto.ReadResponse>(
            this.client.read.bind(this.client),
            request,
        );
        return {
            id: response.getId(),
            inputs: decode(response.getInputs()),
            outputs: decode(response.getProperties()),
        };
    }

    public async delete(urn: string, { id, outputs }: Existing, timeout = 0): Promise<void> {
        const request = new proto.DeleteRequest();
        request.setTimeout(timeout);
        request.setUrn(urn);
        request.setId(id);
        request.setProperties(encode(outputs));
        await this.ask(this.client.delete.bind(this.client), request);
    }

    public async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
        const request = new proto.InvokeRequest();
        request.setTok(token);
        request.setArgs(encode(args));
        const response = await this.ask<proto.InvokeRequest, proto.InvokeResponse>(
            this.client.invoke.bind(this.client),
            request,
        );
        return decode(response.getReturn());
    }

    public async construct(type: string): Promise<void> {
        const request = new proto.ConstructRequest();
        request.setType(type);
        await this.ask(this.client.construct.bind(this.client), request);
    }

    /** Says that the user has had enough, as the engine does on Ctrl-C. */
    public async cancel(): Promise<void> {
        await this.ask(this.client.cancel.bind(this.client), new Empty());
    }

    /** Checks and creates, as the engine does for a new resource. */
    public async make(urn: string, news: PropertyMap): Promise<Existing> {
        const { inputs } = await this.check(urn, news);
        return this.create(urn, inputs);
    }

    private ask<Request, Response>(call: Unary<Request, Response>, request: Request): Promise<Response> {
        return new Promise((resolve, reject) => {
            call(request, (error, response) => {
                if (error === null) {
                    resolve(response);
                } else {
                    reject(new Error(error.details, { cause: error }));
                }
            });
        });
    }
}

/** What a failed operation left behind, as the engine reads it; undefined if it says nothing of that. */
export function partialStateOf(error: unknown): (Existing & { readonly reasons: readonly string[] }) | undefined {
    const { metadata } = (error as { cause: grpc.ServiceError }).cause;
    const [bytes] = metadata.get("grpc-status-details-bin");
    if (!(bytes instanceof Buffer)) {
        return undefined;
    }
    const [detail] = Status.deserializeBinary(bytes).getDetailsList();
    const failure = detail?.unpack(
        (packed) => proto.ErrorResourceInitFailed.deserializeBinary(packed),
        "pulumirpc.ErrorResourceInitFailed",
    );
    return failure === undefined || failure === null
        ? undefined
        : {
              id: failure.getId(),
              inputs: decode(failure.getInputs()),
              outputs: decode(failure.getProperties()),
              reasons: failure.getReasonsList(),
          };
}

function diffRequest(urn: string, old: Existing, news: PropertyMap): proto.DiffRequest {
    const request = new proto.DiffRequest();
    request.setUrn(urn);
    request.setId(old.id);
    request.setOlds(encode(old.outputs));
    request.setOldInputs(encode(old.inputs));
    request.setNews(encode(news));
    return request;
}

function readCheck(response: proto.CheckResponse) {
    return {
        inputs: decode(response.getInputs()),
        failures: response.getFailuresList().map((failure) => ({
            property: failure.getProperty(),
            reason: failure.getReason(),
        })),
    };
}

function readDiff(response: proto.DiffResponse): Diff {
    const detailed: Record<string, proto.PropertyDiff.Kind> = {};
    response.getDetaileddiffMap().forEach((entry, path) => {
        detailed[path] = entry.getKind();
    });
    return {
        changes: response.getChanges(),
        replaces: response.getReplacesList(),
        detailed,
        deleteBeforeReplace: response.getDeletebeforereplace(),
    };
}
