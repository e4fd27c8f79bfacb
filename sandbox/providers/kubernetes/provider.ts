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
import {
    changeMap,
    isMap,
    isSecretAt,
    PropertyMap,
    PropertyValue,
    reveal,
    revealMap,
    valueAt,
} from "../protocol/value";
import { checkConfig, diffConfig, readSettings, Settings } from "./config";
import { GroupVersionKind, parseToken, splitId, takesDefaultNamespace } from "./kinds";
import { Cluster, isFirstNamespace } from "./cluster";
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
        this.cluster.add(gvk, request.id, { inputs: request.oldInputs, outputs: request.oldOutputs });
        const isImmutable = reveal(valueAt(request.oldInputs, "immutable") ?? null) === true;
        const replaceOn = replacedBy(gvk, this.settings.mutability, isImmutable);
        const changes = diffProperties(request.oldInputs, request.news, (path) =>
            replaceOn.some((entry) => path === entry || path.startsWith(`${entry}.`)),
        );
        return { changes, deleteBeforeReplace: changes.some(({ replace }) => replace) && keepsItsName(request) };
    }

    public create(request: CreateRequest): CreateResult {
        const gvk = kindOf(request.type);
        if (request.preview) {
            return { id: "", outputs: liveObject(gvk, request, undefined, undefined) };
        }
        const id = idOf(request.inputs, request.urn);
        const isSecret = ["name", "generateName", "namespace"].some((part) =>
            isSecretAt(request.inputs, `metadata.${part}`),
        );
        this.cluster.admit(gvk, id, { upsert: this.settings.upsertExistingObjects, isSecret });
        const outputs = liveObject(gvk, request, id, undefined);
        this.cluster.add(gvk, id, { inputs: request.inputs, outputs });
        return { id, outputs };
    }

    public read({ type, urn, id, inputs, outputs }: ReadRequest): ReadResult | undefined {
        const gvk = kindOf(type);
        if (valueAt(outputs, "metadata.uid") !== undefined) {
            // A refresh: our own state holds all that there is to know.
            if (this.cluster.wasRemoved(gvk, id)) {
                return undefined;
            }
            this.cluster.add(gvk, id, { inputs, outputs });
            return { id, inputs, outputs };
        }
        const known = this.cluster.get(gvk, id);
        if (known !== undefined) {
            return { id, ...known };
        }
        if (Object.keys(outputs).length === 0 && !isFirstNamespace(gvk, id)) {
            throw new ProviderError(
                `the sandbox has no ${gvk.kind} ${id}: its cluster holds only what this stack has made and remembers ` +
                    "nothing else, so there is nothing to import or to look up; create the object, or give get() what " +
                    "the program reads of it as its third argument",
            );
        }
        // `Deployment.get(name, id, state)`: what the program says of an object elsewhere is believed.
        const given = { ...identityFrom(gvk, id), ...outputs };
        const live = liveObject(gvk, { urn, inputs: given, preview: false }, id, undefined);
        this.cluster.add(gvk, id, { inputs: given, outputs: live });
        return { id, inputs: given, outputs: live };
    }

    public update(request: UpdateRequest): PropertyMap {
        const gvk = kindOf(request.type);
        const intent = { urn: request.urn, inputs: request.news, preview: request.preview };
        const before = { inputs: request.oldInputs, outputs: request.oldOutputs };
        const outputs = liveObject(gvk, intent, request.id, before);
        if (!request.preview) {
            this.cluster.add(gvk, request.id, { inputs: request.news, outputs });
        }
        return outputs;
    }

    public delete(request: DeleteRequest): void {
        this.cluster.remove(kindOf(request.type), request.id);
    }

    public invoke(request: InvokeRequest): InvokeResult {
        return { result: decodeYaml(request.token, request.args), failures: [] };
    }

    public refuseComponent(): string {
        return OPAQUE;
    }

    /** The inputs with a name and, for kinds that live in one, a namespace. */
    private withIdentity(gvk: GroupVersionKind, request: CheckRequest): PropertyMap {
        const metadata = changeMap(request.news.metadata ?? {}, (given) => {
            const named: PropertyMap = { ...given };
            if (!isGiven(named.name) && !isGiven(named.generateName)) {
                const oldName = isAutonamed(request.olds) ? valueAt(request.olds, "metadata.name") : undefined;
                named.name = oldName ?? request.proposedName ?? this.freshName(request);
                if (typeof oldName === "string") {
                    this.names.set(request.urn, oldName);
                }
                named.annotations = changeMap(named.annotations ?? {}, (own) => ({ ...own, [AUTONAMED]: "true" }));
            }
            if (!isGiven(named.namespace) && takesDefaultNamespace(gvk)) {
                named.namespace = this.settings.namespace;
            }
            return named;
        });
        return { ...request.news, metadata };
    }

    /**
     * The provider's convention: the logical name and eight hexadecimal digits; here a hash instead of chance. A
     * replacement is checked without its old inputs: its digits follow from its predecessor's name.
     * Source: AssignNameIfAutonamable in provider/pkg/metadata/naming.go of github.com/pulumi/pulumi-kubernetes, with
     * the defaults of NewUniqueName in sdk/go/common/resource/resource_id.go of github.com/pulumi/pulumi.
     */
    private freshName({ urn, name }: CheckRequest): string {
        return `${name}-${hexOf(8, urn, this.names.get(urn) ?? "")}`;
    }
}

/** The annotation with which the provider marks names that it gave itself. */
const AUTONAMED = "pulumi.com/autonamed";

function isAutonamed(inputs: PropertyMap): boolean {
    const annotations = reveal(valueAt(inputs, "metadata.annotations") ?? null);
    return isMap(annotations) && annotations[AUTONAMED] === "true";
}

/** @throws ProviderError for a type that is no single object */
export function kindOf(type: string): GroupVersionKind {
    const gvk = parseToken(type);
    if (gvk === undefined || gvk.group === "helm.sh" || gvk.group === "yaml" || gvk.group === "kustomize") {
        throw new ProviderError(`${type}: ${OPAQUE}`);
    }
    return gvk;
}

/** `namespace/name`, or `name` for an object without a namespace; the server completes a `generateName`. */
function idOf(inputs: PropertyMap, urn: string): string {
    const given = textAt(inputs, "metadata.name") ?? "";
    const prefix = textAt(inputs, "metadata.generateName") ?? "";
    // Five characters, as k8s.io/apiserver/pkg/storage/names adds; here a hash instead of chance.
    const name = given === "" ? prefix + hexOf(5, "generateName", urn) : given;
    const namespace = textAt(inputs, "metadata.namespace") ?? "";
    return namespace === "" ? name : `${namespace}/${name}`;
}

/**
 * A replacement under a name that the program gave cannot exist beside the old object.
 * Source: Diff in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 */
export function keepsItsName({ oldInputs, news }: Pick<DiffRequest, "oldInputs" | "news">): boolean {
    const isNamed = (textAt(news, "metadata.name") ?? "") !== "" && !isAutonamed(news);
    return (
        isNamed &&
        ["metadata.name", "metadata.namespace"].every((path) => textAt(oldInputs, path) === textAt(news, path))
    );
}

/** True for what is there, known or not; the server takes an empty name for none. */
function isGiven(value: PropertyValue | undefined): boolean {
    const plain = reveal(value ?? null);
    return plain !== null && plain !== "";
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
