import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import {
    isMap,
    mapValues,
    Opaque,
    PropertyMap,
    PropertyValue,
    reveal,
    Secret,
    Unknown,
} from "../../../sandbox/providers/protocol/value";
import { textOf, urnOf } from "./harness";
import { derived, Monitor } from "./monitor";

const repository = path.resolve(__dirname, "..", "..", "..");
const TYPE = "eks:index:Cluster";
const ARN = "arn:aws:x:us-east-1:111111111111";

/** What a component made: the inputs of each child by name, and its own outputs, returned and registered. */
export interface Constructed extends PropertyMap {
    readonly children: PropertyMap;
    readonly outputs: PropertyMap;
    readonly registered: PropertyMap;
}

/** How the engine answers in a construction; each has a default. */
export interface Setting {
    /** What ARNs begin with. */
    readonly arn?: string | undefined;
    /** Called with the name of each child that is registered. */
    readonly onRegister?: (name: string) => void;
}

/** The eks stand-in's own process, and the engine that it speaks to. */
export class EksPlugin {
    private readonly monitors: Monitor[] = [];

    private constructor(
        public readonly process: ChildProcess,
        private readonly client: ResourceProviderClient,
        private readonly engine: Monitor,
        private readonly printed: string[],
    ) {}

    public static async start(): Promise<EksPlugin> {
        const engine = await Monitor.start({ invoke, outputsOf: () => ({}) });
        const main = path.join(repository, "sandbox", "providers", "eks", "main.ts");
        const plugin = spawn(process.execPath, ["--import", "tsx", main, engine.address], {
            cwd: repository,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const printed: string[] = [];
        plugin.stderr.on("data", (text: Buffer) => printed.push(text.toString()));
        const [port] = (await once(createInterface(plugin.stdout), "line")) as [string];
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        return new EksPlugin(plugin, client, engine, printed);
    }

    public stop(): void {
        this.client.close();
        this.process.kill("SIGKILL");
        [this.engine, ...this.monitors].forEach((monitor) => {
            monitor.stop();
        });
    }

    /** All that the process said so far, to the engine and beside it. */
    public get said(): string {
        return [...this.engine.log, ...this.printed].join("\n");
    }

    /** A preview of the component `c` whose children exist already, so that all is known that no input hides. */
    public async construct(inputs: PropertyMap, setting: Setting = {}): Promise<Constructed> {
        const { arn = ARN, onRegister } = setting;
        const monitor = await Monitor.start({
            invoke,
            onRegister,
            outputsOf: (type, name, made) => outputsOf(name, made, `${arn}:${type === CLUSTER ? "cluster/" : ""}`),
        });
        // Kept to the end: what a refused component has begun still speaks to it.
        this.monitors.push(monitor);
        const response = await new Promise<proto.ConstructResponse>((resolve, reject) => {
            this.client.construct(requestOf(inputs, monitor.address), (error, answer) => {
                if (error === null) {
                    resolve(answer);
                } else {
                    reject(new Error(error.details));
                }
            });
        });
        return {
            children: monitor.registered,
            outputs: decode(response.getState()),
            registered: monitor.outputs[urnOf(TYPE, "c")] as PropertyMap,
        };
    }
}

const CLUSTER = "aws:eks/cluster:Cluster";

function requestOf(inputs: PropertyMap, monitor: string): proto.ConstructRequest {
    const request = new proto.ConstructRequest();
    request.setProject("leanvibe-agent-hive");
    request.setStack("dev");
    request.setDryrun(true);
    request.setParallel(16);
    request.setMonitorendpoint(monitor);
    request.setType(TYPE);
    request.setName("c");
    request.setInputs(encode(mapValues(inputs, asOutputValues)));
    request.setAcceptsOutputValues(true);
    return request;
}

/** Marks in the spelling that Pulumi's SDKs use for the inputs of a remote component. */
function asOutputValues(value: PropertyValue): PropertyValue {
    if (value instanceof Unknown) {
        return outputValue({});
    }
    if (value instanceof Secret) {
        const inner = reveal(value);
        return outputValue(inner instanceof Unknown ? { secret: true } : { secret: true, value: inner });
    }
    if (Array.isArray(value)) {
        return value.map(asOutputValues);
    }
    return isMap(value) ? mapValues(value, asOutputValues) : value;
}

function outputValue(fields: object): Opaque {
    return new Opaque({
        "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
        dependencies: [urnOf("aws:kms/key:Key", "elsewhere")],
        ...fields,
    });
}

/** The aws provider's answers; what it is asked must be there to be asked. */
function invoke(token: string, args: PropertyMap): PropertyMap {
    if (token.endsWith(":getPartition")) {
        return { partition: "aws", dnsSuffix: "amazonaws.com" };
    }
    return { version: `v1-eksbuild.${textOf(args.kubernetesVersion)}` };
}

/** Inputs as outputs, and what the component reads besides. */
function outputsOf(name: string, inputs: PropertyMap, arn: string): PropertyMap {
    const named = inputs.name ?? name;
    return {
        ...inputs,
        name: named,
        arn: derived(named, (text) => `${arn}${text}`),
        endpoint: "https://x",
        certificateAuthority: { data: "eA==" },
        identities: [{ oidcs: [{ issuer: "https://oidc.example.com/id/1" }] }],
        ...(isMap(inputs.vpcConfig) ? { vpcConfig: { ...inputs.vpcConfig, clusterSecurityGroupId: "sg-1" } } : {}),
    };
}
