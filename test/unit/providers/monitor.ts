import * as grpc from "@grpc/grpc-js";
import { EngineService, IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import { PropertyMap, PropertyValue, Secret, Unknown } from "../../../sandbox/providers/protocol/value";
import { textOf, urnOf } from "./harness";

/** What the engine answers a component that is being constructed. */
export interface Answers {
    /** The result of a look-up. */
    readonly invoke: (token: string, args: PropertyMap) => PropertyMap;
    /** The outputs of a resource with these inputs. */
    readonly outputsOf: (type: string, name: string, inputs: PropertyMap) => PropertyMap;
    /** Told the name of each resource before the answer. */
    readonly onRegister?: ((name: string) => void) | undefined;
}

/** The engine's side of a component's construction: writes down what is registered, and answers as if it were there. */
export class Monitor {
    /** Inputs of each custom resource, and of each component, by name. */
    public readonly registered: PropertyMap = {};
    /** Outputs that components registered, by the component's URN. */
    public readonly outputs: PropertyMap = {};
    /** What was written to the engine's log. */
    public readonly log: string[] = [];
    private readonly server = new grpc.Server();
    private port = 0;

    private constructor(private readonly answers: Answers) {}

    public static async start(answers: Answers): Promise<Monitor> {
        const monitor = new Monitor(answers);
        monitor.server.addService(ResourceMonitorService, monitor.resources());
        monitor.server.addService(EngineService, monitor.engine());
        monitor.port = await new Promise<number>((resolve, reject) => {
            monitor.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
                if (error === null) {
                    resolve(port);
                } else {
                    reject(error);
                }
            });
        });
        return monitor;
    }

    public get address(): string {
        return `127.0.0.1:${this.port}`;
    }

    public stop(): void {
        this.server.forceShutdown();
    }

    private resources(): grpc.UntypedServiceImplementation {
        const service: Partial<IResourceMonitorServer> = {
            supportsFeature: (_call, answer) => {
                const response = new proto.SupportsFeatureResponse();
                response.setHassupport(true);
                answer(null, response);
            },
            invoke: ({ request }, answer) => {
                const response = new InvokeResponse();
                response.setReturn(encode(this.answers.invoke(request.getTok(), decode(request.getArgs()))));
                answer(null, response);
            },
            registerResource: ({ request }, answer) => {
                const [type, name] = [request.getType(), request.getName()];
                const inputs = decode(request.getObject());
                this.registered[name] = inputs;
                this.answers.onRegister?.(name);
                const response = new proto.RegisterResourceResponse();
                response.setUrn(urnOf(type, name));
                if (request.getCustom()) {
                    response.setId(`id of ${name}`);
                    response.setObject(encode(this.answers.outputsOf(type, name, inputs)));
                }
                answer(null, response);
            },
            registerResourceOutputs: ({ request }, answer) => {
                this.outputs[request.getUrn()] = decode(request.getOutputs());
                answer(null, new Empty());
            },
        };
        return service as grpc.UntypedServiceImplementation;
    }

    private engine(): grpc.UntypedServiceImplementation {
        const service: Partial<IEngineServer> = {
            log: ({ request }: grpc.ServerUnaryCall<LogRequest, Empty>, answer) => {
                this.log.push(request.getMessage());
                answer(null, new Empty());
            },
        };
        return service as grpc.UntypedServiceImplementation;
    }
}

/** A text made of another, as unknown and as secret as that is. */
export function derived(value: PropertyValue, make: (text: string) => string): PropertyValue {
    if (value instanceof Secret) {
        return new Secret(derived(value.value, make));
    }
    return value instanceof Unknown ? value : make(textOf(value));
}
