import { diffProperties } from "../protocol/diff";
import { hexOf } from "../protocol/identity";
import {
    CheckRequest,
    CheckResult,
    CreateRequest,
    CreateResult,
    DeleteRequest,
    DiffRequest,
    DiffResult,
    InvokeRequest,
    InvokeResult,
    ProviderError,
    ProviderService,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "../protocol/service";
import { isMap, mapValues, PropertyMap, PropertyValue, reveal, revealMap, valueAt } from "../protocol/value";
import { checkConfig, diffConfig, readSettings, Settings } from "./config";
import { GroupVersionKind, parseToken, splitId, takesDefaultNamespace } from "./kinds";
import { Cluster } from "./cluster";
import { decodeYaml } from "./invokes";
import { liveObject } from "./objects";
import { replacedBy } from "./replacements";
import { validateObject } from "./validation";

/** Component and resource types that policies and the cost model cannot see into. */
const OPAQUE =
    "the sandbox refuses it because policies and cost cannot see what it deploys: render the chart or YAML in the program " +
    "(`helm template`, then `k8s.yaml.parse({ objs })`), which makes one resource per object";

/** The stand-in for the kubernetes provider: no cluster behind it, so it answers from the state that the engine sends. */
export class KubernetesProvider implements ProviderService {
    public readonly name = "kubernetes";
    private settings: Settings = readSettings({});
    private readonly cluster = new Cluster();
    private readonly names = new Map<string, string>();

    public constructor(public readonly version: string) {}

    public checkConfig({ news }: CheckRequest): CheckResult {
        return checkConfig(news);
    }

    public diffConfig({ oldInputs, news }: DiffRequest): DiffResult {
        return diffConfig(oldInputs, news);
    }

    public configure(config: PropertyMap): void {
        this.settings = readSettings(revealMap(config));
    }

    public check(request: CheckRequest): CheckResult {
        const gvk = kindOf(request.type);
        const inputs = this.withIdentity(gvk, request);
        return { inputs, failures: validateObject(gvk, inputs) };
    }

    public diff(request: DiffRequest): DiffResult {
        const gvk = kindOf(request.type);
        this.cluster.add(gvk, request.id);
        const isImmutable = reveal(valueAt(request.oldInputs, "immutable") ?? null) === true;
        const replaceOn = replacedBy(gvk, this.settings.mutability, isImmutable);
        const changes = diffProperties(request.oldInputs, request.news, (path) =>
            replaceOn.some((entry) => path === entry || path.startsWith(`${entry}.`)),
        );
        const replaces = changes.some(({ replace }) => replace);
        return { changes, deleteBeforeReplace: replaces && idOf(request.oldInputs) === idOf(request.news) };
    }

    public create(request: CreateRequest): CreateResult {
        const gvk = kindOf(request.type);
        if (request.preview) {
            return { id: "", outputs: liveObject(gvk, request, undefined, undefined) };
        }
        const id = idOf(request.inputs);
        this.cluster.admit(gvk, id, this.settings.upsertExistingObjects);
        this.cluster.add(gvk, id);
        return { id, outputs: liveObject(gvk, request, id, undefined) };
    }

    public read(request: ReadRequest): ReadResult | undefined {
        const gvk = kindOf(request.type);
        if (this.cluster.wasRemoved(gvk, request.id)) {
            return undefined;
        }
        this.cluster.add(gvk, request.id);
        if (valueAt(request.outputs, "metadata.uid") !== undefined) {
            return { id: request.id, inputs: request.inputs, outputs: request.outputs };
        }
        // An import, or `Deployment.get()`: the id is all that a provider without a cluster can tell.
        const inputs = { ...identityFrom(gvk, request.id), ...request.inputs };
        const outputs = liveObject(gvk, { urn: request.urn, inputs, preview: false }, request.id, undefined);
        return { id: request.id, inputs, outputs };
    }

    public update(request: UpdateRequest): PropertyMap {
        const gvk = kindOf(request.type);
        return liveObject(gvk, { urn: request.urn, inputs: request.news, preview: request.preview }, request.id, {
            inputs: request.oldInputs,
            outputs: request.oldOutputs,
        });
    }

    public delete(request: DeleteRequest): void {
        this.cluster.remove(kindOf(request.type), request.id);
    }

    public invoke(request: InvokeRequest): InvokeResult {
        return { result: decodeYaml(request.token, revealMap(request.args)), failures: [] };
    }

    public refuseComponent(): string {
        return OPAQUE;
    }

    /** The inputs with a name and, for kinds that live in one, a namespace. */
    private withIdentity(gvk: GroupVersionKind, request: CheckRequest): PropertyMap {
        const inputs = mapValues(request.news, (value) => value);
        const metadata = inputs.metadata ?? {};
        if (!isMap(metadata)) {
            return inputs;
        }
        const named: PropertyMap = { ...metadata };
        if (named.name === undefined && named.generateName === undefined) {
            const oldName = isAutonamed(request.olds) ? valueAt(request.olds, "metadata.name") : undefined;
            named.name = oldName ?? request.proposedName ?? this.freshName(request);
            if (typeof oldName === "string") {
                this.names.set(request.urn, oldName);
            }
            const annotations = named.annotations ?? {};
            if (isMap(annotations)) {
                named.annotations = { ...annotations, [AUTONAMED]: "true" };
            }
        }
        if (named.namespace === undefined && takesDefaultNamespace(gvk)) {
            named.namespace = this.settings.namespace;
        }
        return { ...inputs, metadata: named };
    }

    /**
     * The provider's convention: the logical name and eight hexadecimal digits; here a hash instead of chance. A
     * replacement is checked without its old inputs: its digits follow from its predecessor's name.
     */
    private freshName({ urn, name }: CheckRequest): string {
        return `${name}-${hexOf(8, urn, this.names.get(urn) ?? "")}`;
    }
}

/** The annotation with which the provider marks names that it gave itself. */
const AUTONAMED = "pulumi.com/autonamed";

function isAutonamed(inputs: PropertyMap): boolean {
    const annotations = valueAt(inputs, "metadata.annotations");
    return isMap(annotations) && annotations[AUTONAMED] === "true";
}

function kindOf(type: string): GroupVersionKind {
    const gvk = parseToken(type);
    if (gvk === undefined || gvk.group === "helm.sh" || gvk.group === "yaml" || gvk.group === "kustomize") {
        throw new ProviderError(`${type}: ${OPAQUE}`);
    }
    return gvk;
}

/** `namespace/name`, or `name` for an object without a namespace. */
function idOf(inputs: PropertyMap): string {
    const name = textAt(inputs, "metadata.name") ?? "";
    const namespace = textAt(inputs, "metadata.namespace") ?? "";
    return namespace === "" ? name : `${namespace}/${name}`;
}

function textAt(inputs: PropertyMap, path: string): string | undefined {
    const value: PropertyValue = reveal(valueAt(inputs, path) ?? null);
    return typeof value === "string" ? value : undefined;
}

function identityFrom(gvk: GroupVersionKind, id: string): PropertyMap {
    const { namespace, name } = splitId(id);
    const metadata: PropertyMap = { name, ...(namespace === undefined ? {} : { namespace }) };
    return { apiVersion: gvk.apiVersion, kind: gvk.kind, metadata };
}
