import * as pulumi from "@pulumi/pulumi";

/**
 * A stand-in for the engine that keeps what a program registers. It answers like a provider that has created
 * everything: outputs are the inputs, and an id, ARN or address made from the name.
 */

/** One resource as the program registered it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, unknown>;
    readonly provider: string;
    readonly custom: boolean;
}

/** All that was registered since `startRecording`. */
export class Recording {
    readonly resources: Registered[] = [];
    readonly invokes: string[] = [];

    /** The only resource with this name. */
    get(name: string): Registered {
        const found = this.resources.filter((resource) => resource.name === name);
        const [only] = found;
        if (!only || found.length > 1) {
            throw new Error(`${found.length} resources are called ${name}; there are: ${this.names().join(", ")}`);
        }
        return only;
    }

    ofType(type: string): Registered[] {
        return this.resources.filter((resource) => resource.type === type);
    }

    names(): string[] {
        return this.resources.map((resource) => resource.name);
    }
}

/** Outputs that a provider would make, where a component reads them. */
function outputsOf(type: string, name: string): Record<string, unknown> {
    switch (type) {
        case "eks:index:Cluster":
            return { clusterSecurityGroupId: "sg-cluster", kubeconfigJson: '{"kind":"Config"}' };
        case "aws:rds/instance:Instance":
            return {
                address: "leanvibe.rds.example",
                masterUserSecrets: [{ secretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:rds!db-1" }],
            };
        case "aws:elasticache/replicationGroup:ReplicationGroup":
            return { primaryEndpointAddress: "leanvibe.cache.example" };
        case "aws:kms/key:Key":
            return { keyId: `${name}-key-id` };
        default:
            return {};
    }
}

/** Replaces the engine by a recording one. Call it before anything is registered. */
export async function startRecording(stack = "dev"): Promise<Recording> {
    const recording = new Recording();
    await pulumi.runtime.setMocks(
        {
            newResource: (args) => {
                const inputs = args.inputs as Record<string, unknown>;
                recording.resources.push({
                    type: args.type,
                    name: args.name,
                    inputs,
                    provider: args.provider ?? "",
                    custom: args.custom ?? false,
                });
                const arn = `arn:aws:mock:us-east-1:111111111111:${args.name}`;
                const state = { arn, ...inputs, ...outputsOf(args.type, args.name) };
                return { id: `${args.name}-id`, state };
            },
            call: (args) => {
                recording.invokes.push(args.token);
                return {};
            },
        },
        "leanvibe-agent-hive",
        stack,
        false,
    );
    return recording;
}

/** The value of an output, once it is known. */
export function settled<T>(output: pulumi.Output<T>): Promise<unknown> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}

/** Waits until everything that was constructed is registered. */
export function allRegistered(): Promise<void> {
    return pulumi.runtime.disconnect();
}

/** Builds something with a fresh recording and hands the recording back once all is registered. */
export async function record(build: () => unknown, stack = "dev"): Promise<Recording> {
    const recording = await startRecording(stack);
    await build();
    await allRegistered();
    return recording;
}
