import * as assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi/errors";
import { planValues } from "../../../components/application/plan";
import { CHART, type RenderRequest, parseManifests, renderChart } from "../../../components/application/render";
import { valuesRequest } from "./application";

function request(overrides: Partial<RenderRequest> = {}): RenderRequest {
    return {
        chart: CHART,
        release: "leanvibe-blue",
        namespace: "leanvibe",
        kubernetesVersion: "1.34",
        values: planValues("blue", valuesRequest()),
        ...overrides,
    };
}

/** The message of the RunError that ends the program; fails for any other error, because that would print a stack trace. */
function runErrorOf(action: () => unknown): string {
    try {
        action();
    } catch (error) {
        assert.ok(RunError.isInstance(error), String(error));
        assert.doesNotMatch(error.message, /\n/);
        return error.message;
    }
    return assert.fail("nothing was refused");
}

/** Runs an action with another PATH. */
function withPath<T>(directory: string, action: () => T): T {
    const { PATH } = process.env;
    process.env.PATH = directory;
    try {
        return action();
    } finally {
        process.env.PATH = PATH;
    }
}

/** Runs an action with a `helm` that reads its values, a line, and then does what the script says. */
function withHelm<T>(script: string, action: () => T): T {
    const directory = mkdtempSync(path.join(tmpdir(), "helm-"));
    try {
        const file = path.join(directory, "helm");
        writeFileSync(file, `#!/bin/sh\nread -r values\n${script}\n`);
        chmodSync(file, 0o755);
        return withPath(`${directory}:${process.env.PATH ?? ""}`, action);
    } finally {
        rmSync(directory, { recursive: true });
    }
}

describe("application: rendering", () => {
    it("gives the chart's objects with the planned values, the same each time", () => {
        const objects = renderChart(request());
        assert.deepEqual(renderChart(request()), objects);
        const api = objects.find(
            ({ kind, metadata }) => kind === "Deployment" && metadata.name === "leanvibe-api-blue",
        );
        assert.equal(api?.metadata.labels?.["app.kubernetes.io/managed-by"], "Pulumi");
        assert.match(JSON.stringify(api), /111111111111\.dkr\.ecr\.us-east-1\.amazonaws\.com\/leanvibe\/api:2\.0\.0/);
    });

    it("says what to install when there is no helm", () => {
        const message = withPath("", () => runErrorOf(() => renderChart(request())));
        assert.equal(
            message,
            "The chart leanvibe-agent-hive is rendered by helm, and there is no helm on PATH: " +
                "install Helm 3.14 or later (https://helm.sh/docs/intro/install/)",
        );
    });

    it("passes a refusal of the chart on as one line", () => {
        const values = { api: { autoscaling: { minReplicas: 11 } } };
        assert.equal(
            runErrorOf(() => renderChart(request({ values }))),
            "helm refuses the chart leanvibe-agent-hive with this configuration: " +
                "api.autoscaling: minReplicas (11) is above maxReplicas (10): lower minReplicas or raise maxReplicas",
        );
    });

    it("passes a refusal of the schema on as one line that names the key", () => {
        const message = runErrorOf(() => renderChart(request({ values: { api: { replica: 1 } } })));
        assert.match(message, /at '\/api': additional properties 'replica' not allowed$/);
    });

    it("tells helm the cluster's version", () => {
        const message = runErrorOf(() => renderChart(request({ kubernetesVersion: "1.30" })));
        assert.match(message, /requires kubeVersion: >=1\.31\.0-0 which is incompatible with Kubernetes v1\.30/);
    });

    it("hides from helm what would make it look elsewhere", () => {
        const print =
            'printf "apiVersion: v1\\nkind: K$HELM_NAMESPACE$KUBECONFIG$HELM_NO_PLUGINS\\nmetadata: {name: $GIVEN}\\n"';
        Object.assign(process.env, { HELM_NAMESPACE: "other", KUBECONFIG: "/elsewhere", GIVEN: "given" });
        try {
            const objects = withHelm(print, () => renderChart(request()));
            assert.deepEqual(objects, [{ apiVersion: "v1", kind: "K1", metadata: { name: "given" } }]);
        } finally {
            for (const name of ["HELM_NAMESPACE", "KUBECONFIG", "GIVEN"]) {
                Reflect.deleteProperty(process.env, name);
            }
        }
    });

    it("gives helm the values on its standard input, and in no argument", () => {
        const print =
            'printf "apiVersion: v1\\nkind: A\\nmetadata: {name: a}\\nvalues: %s\\nargs: \\"%s\\"\\n" "$values" "$*"';
        const [object] = withHelm(print, () =>
            renderChart(request({ values: { api: { port: 8000 } }, chart: "charts/c" })),
        );
        assert.deepEqual(object?.values, { api: { port: 8000 } });
        assert.equal(
            object.args,
            "template leanvibe-blue charts/c --namespace leanvibe --kube-version 1.34 --values -",
        );
    });

    it("reports a helm that fails without a word", () => {
        const message = withHelm("exit 3", () => runErrorOf(() => renderChart(request())));
        assert.match(
            message,
            /^helm refuses the chart leanvibe-agent-hive with this configuration: Command failed: helm/,
        );
    });
});

describe("application: manifests", () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };

    it("are read document by document, empty ones left out", () => {
        const manifests = `---\n# only a comment\n---\n${JSON.stringify(object)}\n---\n---\n${JSON.stringify(object)}\n`;
        assert.deepEqual(parseManifests(manifests, "chart"), [object, object]);
        assert.deepEqual(parseManifests("", "chart"), []);
    });

    it("keep fields that only their kind knows", () => {
        const full = { ...object, data: { A: "yes", B: "012" } };
        assert.deepEqual(parseManifests(JSON.stringify(full), "chart"), [full]);
    });

    it("that are no YAML or no object are refused by name", () => {
        assert.match(
            runErrorOf(() => parseManifests("a: [", "chart")),
            /^The chart chart renders no valid YAML: /,
        );
        const nameless = JSON.stringify({ ...object, metadata: {} });
        assert.match(
            runErrorOf(() => parseManifests(nameless, "chart")),
            /no object: metadata\.name: /,
        );
    });
});
