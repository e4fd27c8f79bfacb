import assert from "node:assert/strict";

import { Edge } from "../../../components/edge";
import { planRoute } from "../../../components/release/route";
import { releaseConfig } from "../release/release";
import { aGateway } from "./support/fixtures";
import { registered, runSlowly, type Run } from "./support/slow-engine";

function build(overrides: Parameters<typeof aGateway>[0] = {}): Promise<Run<Edge>> {
    const args = { namespace: "leanvibe", gateway: aGateway(overrides) };
    return runSlowly((provider) => new Edge("edge", args, { provider }));
}

describe("Edge", () => {
    let result: Run<Edge>;
    before(async () => {
        result = await build({ controller: "traefik.io/gateway-controller", port: 8080 });
    });

    const inputs = (name: string) =>
        registered(result, name).inputs as { metadata: Record<string, string>; spec: Record<string, unknown> };

    it("is a gateway of the class whose controller configuration names", () => {
        const gatewayClass = inputs("edge-gateway-class");
        assert.deepEqual(gatewayClass.spec, { controllerName: "traefik.io/gateway-controller" });
        assert.equal(inputs("edge-gateway").spec.gatewayClassName, gatewayClass.metadata.name);
    });

    it("listens on configuration's port, for routes of the application's namespace alone", () => {
        const { metadata, spec } = inputs("edge-gateway");
        assert.equal(metadata.namespace, "leanvibe");
        assert.deepEqual(spec.listeners, [
            { name: "http", port: 8080, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } },
        ]);
    });

    it("is what the release's route hangs on", () => {
        const { spec } = planRoute("leanvibe", releaseConfig()) as unknown as {
            spec: { parentRefs: { name: string }[] };
        };
        assert.deepEqual(
            spec.parentRefs.map(({ name }) => name),
            [inputs("edge-gateway").metadata.name],
        );
    });

    it("makes the class first, and is ready when both are there", () => {
        const moments = result.events
            .filter(({ name }) => name.startsWith("edge-gateway"))
            .map(({ step, name }) => `${step} ${name}`);
        assert.deepEqual(moments, [
            "asked edge-gateway-class",
            "made edge-gateway-class",
            "asked edge-gateway",
            "made edge-gateway",
        ]);
        assert.equal(result.built.ready.length, 2);
    });

    it("goes to the one cluster that it was given", () => {
        for (const name of ["edge-gateway-class", "edge-gateway"]) {
            assert.match(registered(result, name).provider, /::cluster-kubernetes::/);
        }
    });
});
