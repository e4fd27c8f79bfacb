import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import { kubeconfigOf } from "../../../../sandbox/providers/eks/kubeconfig";
import { ClusterResource } from "../../../../sandbox/providers/eks/resources";
import { hasRealCluster, realKubeconfig } from "../../../../sandbox/providers/kubernetes/apply/cluster-file";
import { refuseOtherClusters } from "../../../../sandbox/providers/kubernetes/apply/session";

const VARIABLE = "LEANVIBE_CLUSTER_KUBECONFIG";

function config(server: string, user: object = {}): object {
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": "here",
        clusters: [{ name: "c", cluster: { server, "certificate-authority": "pki/ca.crt" } }],
        contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
        users: [{ name: "u", user }],
    };
}

describe("the one real cluster", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "leanvibe-kubeconfig-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
        Reflect.deleteProperty(process.env, VARIABLE);
    });

    function name(text: string): string {
        const file = join(folder, "kubeconfig");
        writeFileSync(file, text);
        process.env[VARIABLE] = file;
        return file;
    }

    it("is none unless the sandbox names one", () => {
        assert.deepEqual([hasRealCluster(), realKubeconfig()], [false, undefined]);
        process.env[VARIABLE] = "";
        assert.deepEqual([hasRealCluster(), realKubeconfig()], [false, undefined]);
    });

    it("goes by the file's content, with its paths made absolute", () => {
        name(stringify(config("https://127.0.0.1:6443", { "client-key": "/etc/admin.key", token: "t" })));
        assert.deepEqual(realKubeconfig(), {
            ...config("https://127.0.0.1:6443", { "client-key": "/etc/admin.key", token: "t" }),
            clusters: [
                {
                    name: "c",
                    cluster: { server: "https://127.0.0.1:6443", "certificate-authority": join(folder, "pki/ca.crt") },
                },
            ],
        });
    });

    it("is told to be missing, unreadable or named by a relative path, without a word of what the file holds", () => {
        process.env[VARIABLE] = "kubeconfig";
        assert.throws(realKubeconfig, /is "kubeconfig", a relative path/);
        process.env[VARIABLE] = join(folder, "missing");
        assert.throws(realKubeconfig, /cannot be read \(ENOENT\): start the local cluster first/);
        name("token: [secret");
        assert.throws(
            realKubeconfig,
            (error: Error) => error.message.includes("is not YAML") && !error.message.includes("secret"),
        );
        name("secret: 1");
        assert.throws(
            realKubeconfig,
            (error: Error) => error.message.includes("is no kubeconfig") && !error.message.includes("secret"),
        );
    });

    it("is the only one that a provider may name", () => {
        name(stringify(config("https://127.0.0.1:6443")));
        const own = JSON.stringify(config("https://127.0.0.1:6443", { token: "other" }));
        assert.equal(refuseOtherClusters({ kubeconfig: own }), own);
        const refused = (settings: object) => () => refuseOtherClusters({ ...settings });
        assert.throws(
            refused({ kubeconfig: JSON.stringify(config("https://prod.example")) }),
            /names the server https:\/\/prod\.example, but the sandbox may touch https:\/\/127\.0\.0\.1:6443 only/,
        );
        assert.throws(refused({}), /has no kubeconfig/);
        assert.throws(refused({ kubeconfig: own, context: "prod" }), /sets context/);
        assert.throws(refused({ kubeconfig: own, cluster: "prod" }), /sets cluster/);
    });

    it("is what eks.Cluster hands out, once its own cluster is known", async () => {
        const cluster = {
            name: pulumi.output("leanvibe-dev"),
            endpoint: pulumi.output("https://invented.invalid"),
            certificateAuthority: pulumi.output({ data: "eA==" }),
            arn: pulumi.output("arn:aws:eks:us-east-1:111111111111:cluster/leanvibe-dev"),
        } as unknown as ClusterResource;
        const handed = (withProfile: boolean) => {
            const output = kubeconfigOf(cluster, undefined, withProfile) as unknown as {
                promise(): Promise<unknown>;
                isSecret: Promise<boolean>;
            };
            return Promise.all([output.promise(), output.isSecret]);
        };
        assert.match(JSON.stringify(await handed(false)), /invented\.invalid/);
        name(stringify({ ...config("https://127.0.0.1:6443", { token: "t" }) }));
        assert.deepEqual(await handed(false), [realKubeconfig(), false]);
        assert.deepEqual(await handed(true), [realKubeconfig(), true]);
    });
});
