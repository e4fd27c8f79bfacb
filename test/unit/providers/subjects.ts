import { catalogue, definitionOf } from "../../../sandbox/providers/aws/catalogue";
import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import { parseToken } from "../../../sandbox/providers/kubernetes/kinds";
import { KubernetesProvider } from "../../../sandbox/providers/kubernetes/provider";
import { replacedBy } from "../../../sandbox/providers/kubernetes/replacements";
import { PropertyMap, reveal, valueAt } from "../../../sandbox/providers/protocol/value";
import { Engine, urnOf } from "./harness";
import { kubernetesSamples } from "./kubernetes-samples";
import { samples } from "./samples";

/** One row of the table that every operation runs over: a resource type and valid inputs of it. */
export interface Subject {
    readonly type: string;
    readonly sample: PropertyMap;
    /** Input paths (no indices) whose change needs a new resource. */
    readonly replaceOn: readonly string[];
    /** Input paths whose first appearance replaces nothing. */
    readonly addable: readonly string[];
    /** The input that is the resource's name, with which no second one can be made. */
    readonly name: string | undefined;
    /** True if it has tags, which every change leaves in place. */
    readonly isTagged: boolean;
    /** The inputs (their first key) that an output hangs on besides its own. */
    readonly sourcesOf: (output: string) => readonly string[];
    /** A provider of its own that has seen what these inputs refer to, as the engine shows it unchanged resources. */
    readonly start: (inputs: PropertyMap) => Promise<Engine>;
}

export const AWS_CONFIG = { region: "us-east-1", allowedAccountIds: '["111111111111"]' };

const awsSubjects = Object.entries(catalogue).map(([type, definition]): Subject => {
    return {
        type,
        sample: samples[type] ?? {},
        replaceOn: definition.replaceOn,
        addable: definition.addable ?? [],
        name: definition.autoname?.property,
        isTagged: definition.untagged !== true,
        sourcesOf: (output) =>
            Object.entries(definition.computed)
                .filter(([path]) => path.split(".")[0] === output)
                .flatMap(([, { from }]) => from.map((path) => path.split(".")[0] ?? "")),
        start: (inputs) => startAws(type, inputs),
    };
});

const kubernetesSubjects = Object.entries(kubernetesSamples).map(([type, sample]): Subject => {
    const gvk = parseToken(type);
    return {
        type,
        sample,
        replaceOn: gvk === undefined ? [] : replacedBy(gvk, { configMaps: false, secrets: false }, false),
        addable: [],
        name: "metadata.name",
        isTagged: false,
        sourcesOf: (output) => (output === "status" ? ["spec"] : output === "data" ? ["stringData"] : []),
        start: () => Engine.direct(new KubernetesProvider("4.34.2")),
    };
});

/** Every type that the stand-ins for aws know, and the kinds of Kubernetes objects. */
export const subjects: readonly Subject[] = [...awsSubjects, ...kubernetesSubjects];

/** The path to what a reference names, at each index of a list that it goes through. */
function wantedBy(inputs: PropertyMap, path: string): string[] {
    const [list = "", ...rest] = path.split("[]");
    const value = reveal(valueAt(inputs, list) ?? null);
    const found = rest.length > 0 && Array.isArray(value) ? value : [value];
    return found.filter((one) => typeof one === "string");
}

async function startAws(type: string, inputs: PropertyMap): Promise<Engine> {
    const engine = await Engine.direct(new AwsProvider("7.48.0"), AWS_CONFIG);
    const see = (seedType: string, id: string, outputs: PropertyMap) =>
        engine.diff(urnOf(seedType, `seed ${id}`), { id, inputs: { seed: true }, outputs }, { seed: true });
    for (const reference of definitionOf(type).refers ?? []) {
        for (const wanted of wantedBy(inputs, reference.path)) {
            await see(reference.type, wanted, reference.by === undefined ? {} : { [reference.by]: wanted });
        }
    }
    if (type === "aws:eks/cluster:Cluster" || type === "aws:rds/subnetGroup:SubnetGroup") {
        await see("aws:ec2/subnet:Subnet", "subnet-1", { availabilityZone: "a", vpcId: "vpc-1" });
        await see("aws:ec2/subnet:Subnet", "subnet-2", { availabilityZone: "b", vpcId: "vpc-1" });
    }
    return engine;
}
