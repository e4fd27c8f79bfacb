import { diffProperties } from "../protocol/diff";
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
    ResourceIdentity,
    UpdateRequest,
} from "../protocol/service";
import { PropertyMap, reveal, revealMap, valueAt } from "../protocol/value";
import { Account, Existing } from "./account";
import { definitionOf } from "./catalogue";
import { checkInputs, NameMemory } from "./check";
import { ResourceDefinition } from "./definition";
import { Environment, readEnvironment } from "./environment";
import { ResourceFacts } from "./facts";
import { invoke } from "./invokes";
import { normalise } from "./normalise";
import { computedOf, makeOutputs } from "./outputs";
import { checkReferences, checkUnique, checkUnused } from "./references";

/** The stand-in for the aws provider: it answers from its tables and from the state that the engine sends. */
export class AwsProvider implements ProviderService {
    public readonly name = "aws";
    private readonly account = new Account();
    private readonly names: NameMemory = new Map();
    private configured: Environment | undefined;

    public constructor(public readonly version: string) {}

    private get environment(): Environment {
        if (this.configured === undefined) {
            throw new ProviderError("the aws provider was asked before it was configured");
        }
        return this.configured;
    }

    public checkConfig({ news }: CheckRequest): CheckResult {
        return { inputs: news, failures: [] };
    }

    public diffConfig({ oldInputs, news }: DiffRequest): DiffResult {
        // Resources live in a region: another one means other resources.
        const changes = diffProperties(oldInputs, news, (path) => path === "region");
        return { changes, deleteBeforeReplace: false };
    }

    public configure(config: PropertyMap): void {
        this.configured = readEnvironment(config);
    }

    public check(request: CheckRequest): CheckResult {
        return checkInputs(definitionOf(request.type), request, this.environment, this.names);
    }

    public diff(request: DiffRequest): DiffResult {
        const definition = definitionOf(request.type);
        this.remember(request, { inputs: request.oldInputs, outputs: request.oldOutputs });
        const replaceOn = definition.global === true ? definition.replaceOn : [...definition.replaceOn, "region"];
        const changes = diffProperties(
            normalise(definition, request.oldInputs),
            normalise(definition, request.news),
            (path) => replaceOn.some((entry) => path === entry || path.startsWith(`${entry}.`)),
        ).map((change) =>
            change.kind === "add" && definition.addable?.includes(change.path) === true
                ? { ...change, replace: false }
                : change,
        );
        const replaces = changes.some(({ replace }) => replace);
        return { changes, deleteBeforeReplace: replaces && keepsItsName(definition, request) };
    }

    public create(request: CreateRequest): CreateResult {
        const definition = definitionOf(request.type);
        if (request.preview) {
            const facts = new ResourceFacts(request.urn, "", this.environment, request.inputs);
            return { id: "", outputs: makeOutputs(definition, facts, request.inputs, true) };
        }
        const id = this.makeId(definition, request);
        const facts = new ResourceFacts(request.urn, id, this.environment, request.inputs);
        checkReferences(definition, request.type, facts, this.account);
        const outputs = makeOutputs(definition, facts, request.inputs, false, undefined, this.account);
        checkUnique(definition, request.type, outputs, this.account);
        definition.admit?.(facts, this.account);
        this.remember({ ...request, id }, { inputs: request.inputs, outputs });
        return { id, outputs };
    }

    public read(request: ReadRequest): ReadResult | undefined {
        const definition = definitionOf(request.type);
        const { id, urn, type } = request;
        const isTold = Object.keys(request.outputs).length > 0;
        if (isTold && computedOf(definition).every(([path]) => valueAt(request.outputs, path) !== undefined)) {
            // A refresh: our own state holds every output already.
            if (this.account.wasRemoved(type, id)) {
                return undefined;
            }
            this.remember(request, request);
            return { id, inputs: request.inputs, outputs: request.outputs };
        }
        const known = this.account.get(type, id);
        if (known !== undefined) {
            return { id, ...known.state };
        }
        if (!isTold) {
            throw new ProviderError(
                `the sandbox has no ${type} ${id}: its account holds only what this stack has made and remembers nothing ` +
                    "else, so there is nothing to import or to look up; create the resource, or give get() what the " +
                    "program reads of it as its third argument",
            );
        }
        // `Vpc.get(name, id, state)`: what the program says of a resource elsewhere is believed, and the rest follows.
        const inputs = { ...this.nameFrom(definition, request), ...request.outputs };
        const facts = new ResourceFacts(urn, id, this.environment, inputs);
        const outputs = makeOutputs(definition, facts, inputs, false);
        this.remember(request, { inputs, outputs });
        return { id, inputs, outputs };
    }

    public update(request: UpdateRequest): PropertyMap {
        const definition = definitionOf(request.type);
        const facts = new ResourceFacts(request.urn, request.id, this.environment, request.news);
        const before = { inputs: request.oldInputs, outputs: request.oldOutputs };
        const outputs = makeOutputs(definition, facts, request.news, request.preview, before, this.account);
        if (!request.preview) {
            const oldFacts = new ResourceFacts(request.urn, request.id, this.environment, request.oldInputs);
            checkReferences(definition, request.type, facts, this.account, oldFacts);
            definition.amend?.(oldFacts, facts, this.account);
            this.remember(request, { inputs: request.news, outputs });
        }
        return outputs;
    }

    public delete(request: DeleteRequest): void {
        const definition = definitionOf(request.type);
        definition.release?.(revealMap(request.outputs));
        checkUnused(definition, request.type, request.id, this.account);
        this.account.remove(request.type, request.id);
    }

    public invoke(request: InvokeRequest): InvokeResult {
        return { result: invoke(request.token, request.args, this.environment), failures: [] };
    }

    public refuseComponent(type: string): string {
        return `the sandbox's aws provider has no components, so no ${type}`;
    }

    /** The name as an input, where the id is the name. */
    private nameFrom(definition: ResourceDefinition, { urn, id }: ReadRequest): PropertyMap {
        const named = definition.autoname === undefined ? {} : { [definition.autoname.property]: id };
        return definition.id(new ResourceFacts(urn, "", this.environment, named)) === id ? named : {};
    }

    private remember({ type, id, urn }: ResourceIdentity & { readonly id: string }, state: Existing["state"]): void {
        this.account.add({ type, id, urn, state: { inputs: state.inputs, outputs: state.outputs } });
    }

    /** The id. Where it is made up, a replacement's follows from its predecessor's, so that the two always differ. */
    private makeId(definition: ResourceDefinition, { urn, inputs }: CreateRequest): string {
        const seed = this.account.latestId(urn) ?? "first";
        return definition.id(new ResourceFacts(urn, "", this.environment, inputs, seed));
    }
}

/** A replacement under a name that the program gave cannot exist beside the old resource. */
function keepsItsName(definition: ResourceDefinition, { oldInputs, news }: DiffRequest): boolean {
    const property = definition.autoname?.property;
    if (property === undefined) {
        return false;
    }
    const defaulted = reveal(news.__defaults ?? []);
    const autonamed = Array.isArray(defaulted) && defaulted.includes(property);
    const [before, after] = [oldInputs[property], news[property]].map((value) => reveal(value ?? null));
    return !autonamed && typeof after === "string" && before === after;
}
