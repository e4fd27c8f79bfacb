import { strict as assert } from "node:assert";

import { KubernetesProvider } from "../../../../sandbox/providers/kubernetes/provider";
import {
    CreateRequest,
    DeleteRequest,
    InitializationError,
    UpdateRequest,
} from "../../../../sandbox/providers/protocol/service";
import { PropertyMap, Secret } from "../../../../sandbox/providers/protocol/value";
import { Engine, partialStateOf, urnOf } from "../harness";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const INPUTS = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "default" } };

/** A provider that says what it was told. */
class Listening extends KubernetesProvider {
    public readonly timeouts: (number | undefined)[] = [];
    public isCancelled = false;

    public override create(request: CreateRequest): never {
        this.timeouts.push(request.timeout);
        const outputs = { ...request.inputs, data: new Secret({ a: "b" }) };
        throw new InitializationError(["it is ill", "very ill"], { id: "default/x", outputs, inputs: { seen: true } });
    }

    public override update(request: UpdateRequest): PropertyMap {
        this.timeouts.push(request.timeout);
        return request.news;
    }

    public override delete(request: DeleteRequest): void {
        this.timeouts.push(request.timeout);
    }

    public cancel(): void {
        this.isCancelled = true;
    }
}

describe("the protocol, for a provider that waits", () => {
    let provider: Listening;
    let engine: Engine;

    beforeEach(async () => {
        provider = new Listening("4.34.2");
        engine = await Engine.start(provider);
    });
    afterEach(() => {
        engine.stop();
    });

    it("carries what there is of a resource that is not healthy, secrets and all, with the reasons", async () => {
        const failure: unknown = await engine.create(urnOf(CONFIG_MAP), INPUTS).catch((error: unknown) => error);
        assert.deepEqual(partialStateOf(failure), {
            id: "default/x",
            outputs: { ...INPUTS, data: new Secret({ a: "b" }) },
            inputs: { seen: true },
            reasons: ["it is ill", "very ill"],
        });
    });

    it("hands on the time that the program allows", async () => {
        const old = { id: "default/x", inputs: INPUTS, outputs: INPUTS };
        await engine.create(urnOf(CONFIG_MAP), INPUTS, false, 5).catch(() => undefined);
        await engine.update(urnOf(CONFIG_MAP), old, INPUTS, false, 6);
        await engine.delete(urnOf(CONFIG_MAP), old, 7);
        await engine.delete(urnOf(CONFIG_MAP), old);
        assert.deepEqual(provider.timeouts, [5, 6, 7, undefined]);
    });

    it("tells it that the user has had enough", async () => {
        await engine.cancel();
        assert.equal(provider.isCancelled, true);
    });
});
