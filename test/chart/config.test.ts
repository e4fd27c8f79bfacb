import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { CHART } from "../../components/application/render";
import {
    type ConfigMap,
    type Deployment,
    type Values,
    named,
    ofKind,
    render,
    renderText,
    helm,
    VARIANTS,
} from "./chart";

function configMap(values: Values, prefix = "leanvibe-config-"): ConfigMap {
    const [found, ...more] = ofKind<ConfigMap>(render(values), "ConfigMap").filter(({ metadata }) =>
        metadata.name.startsWith(prefix),
    );
    assert.ok(found);
    assert.equal(more.length, 0);
    return found;
}

describe("chart: configuration", () => {
    it("holds the values' configuration and what follows from other values", () => {
        const { data, immutable } = configMap({ colour: "green", environment: "prod", config: { FEATURE_X: "on" } });
        assert.equal(immutable, true);
        assert.deepEqual(data, {
            ENVIRONMENT: "prod",
            FEATURE_X: "on",
            LOG_LEVEL: "INFO",
            RELEASE_COLOUR: "green",
            RELEASE_VERSION: "2.0.0",
            UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN: "30",
            UVICORN_TIMEOUT_KEEP_ALIVE: "75",
        });
    });

    it("gets another name with another content, and the same with the same", () => {
        const name = (values: Values) => configMap(values).metadata.name;
        assert.match(name({}), /^leanvibe-config-blue-[0-9a-f]{10}$/);
        assert.equal(name({}), name({ config: { LOG_LEVEL: "INFO" } }));
        assert.notEqual(name({}), name({ config: { LOG_LEVEL: "DEBUG" } }));
        assert.notEqual(name({}), name({ image: { tag: "2.0.1" } }));
    });

    it("of nginx gets another name with another content", () => {
        const name = (values: Values) => configMap(values, "leanvibe-nginx-").metadata.name;
        assert.match(name({}), /^leanvibe-nginx-blue-[0-9a-f]{10}$/);
        assert.notEqual(name({}), name({ gateway: { keepAliveSeconds: 90 } }));
    });

    it("of nginx writes under /tmp only, keeps connections longer than the gateway and calls its own colour", () => {
        const conf = configMap({}, "leanvibe-nginx-").data["nginx.conf"] ?? "";
        for (const [, target] of conf.matchAll(/(?:_temp_path|pid) ([^;]+);/g)) {
            assert.match(target ?? "", /^\/tmp\//);
        }
        assert.match(conf, /keepalive_timeout 75s;/);
        assert.match(conf, /server leanvibe-api-blue:8000;/);
        assert.match(conf, /listen 8080;/);
        assert.match(conf, /location = \/healthz /);
    });

    it("reaches API and worker together with the platform's, neither optional; the front end gets none", () => {
        const objects = render();
        const environment = (workload: string) =>
            named<Deployment>(objects, "Deployment", `leanvibe-${workload}-blue`).spec.template.spec.containers[0];
        const expected = [
            { configMapRef: { name: configMap({}).metadata.name, optional: false } },
            { configMapRef: { name: "leanvibe-platform", optional: false } },
        ];
        assert.deepEqual(environment("api")?.envFrom, expected);
        assert.deepEqual(environment("worker")?.envFrom, expected);
        assert.ok(!("envFrom" in (environment("frontend") ?? {})));
    });

    it("that a pod mounts exists", () => {
        const objects = render();
        const { spec } = named<Deployment>(objects, "Deployment", "leanvibe-frontend-blue");
        const mounted = spec.template.spec.volumes.find((volume) => "configMap" in volume)?.configMap.name;
        named(objects, "ConfigMap", mounted ?? "");
    });
});

describe("chart: rendering", () => {
    it("gives the same bytes each time", () => {
        for (const values of Object.values(VARIANTS)) {
            assert.equal(renderText(values), renderText(values));
        }
    });

    it("is linted without a warning", () => {
        const { code, stdout } = helm(["lint", "--strict", "--kube-version", "1.34", CHART]);
        assert.equal(code, 0, stdout);
        assert.doesNotMatch(stdout, /\[(WARNING|ERROR)\]/);
    });

    it("deploys the application's version that Chart.yaml names", () => {
        const read = (file: string) => parse(readFileSync(path.join(CHART, file), "utf8")) as Record<string, unknown>;
        const image = read("values.yaml").image as Record<string, unknown>;
        assert.equal(image.tag, read("Chart.yaml").appVersion);
    });
});
