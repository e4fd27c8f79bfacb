import { strict as assert } from "node:assert";

import { ApiError } from "../../../../sandbox/providers/kubernetes/apply/api-error";
import { Objects } from "../../../../sandbox/providers/kubernetes/apply/objects";
import { CancelledError, Patience } from "../../../../sandbox/providers/kubernetes/apply/patience";
import { pauseAfter, pauseBeforeLook } from "../../../../sandbox/providers/kubernetes/apply/retry";
import { ApiStub, ok, Reply, status } from "./api-stub";

const GET = { method: "GET", path: "/x" } as const;
const PLACE = { apiVersion: "v1", kind: "ConfigMap", namespace: "n", name: "x" };
const OPTIONS = { manager: "us", force: false, dryRun: false };
const RESOURCES = ok({ resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true }] });

function patience(seconds = 10): Patience {
    return new Patience(seconds, new AbortController().signal);
}

describe("the connection to an API server", () => {
    const stubs: ApiStub[] = [];
    afterEach(() => {
        stubs.splice(0).forEach((stub) => {
            stub.stop();
        });
    });

    async function serve(...replies: Reply[]): Promise<ApiStub> {
        const stub = await ApiStub.start(...replies);
        stubs.push(stub);
        return stub;
    }

    it("logs in with a token, or with what an exec plugin prints", async () => {
        const stub = await serve(ok({}));
        await (await stub.client({ token: "secret-1" })).ask(GET, patience());
        assert.equal(stub.headers.authorization, "Bearer secret-1");
        const credential = {
            apiVersion: "client.authentication.k8s.io/v1",
            kind: "ExecCredential",
            status: { token: "secret-2" },
        };
        const exec = {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "echo",
            args: [JSON.stringify(credential)],
        };
        await (await stub.client({ exec })).ask(GET, patience());
        assert.equal(stub.headers.authorization, "Bearer secret-2");
    });

    it("asks again when the server restarts, is overloaded, or loses its store for a moment", async () => {
        const stub = await serve(
            undefined,
            status(503, "ServiceUnavailable"),
            status(429, "TooManyRequests"),
            status(500, "InternalError"),
            ok({ a: 1 }),
        );
        assert.deepEqual(await (await stub.client()).ask(GET, patience()), { a: 1 });
        assert.equal(stub.asked.length, 5);
    });

    it("takes a refusal as it is, with the server's words", async () => {
        const stub = await serve(status(403, "Forbidden"));
        await assert.rejects((await stub.client()).ask(GET, patience()), (error: ApiError) => {
            assert.deepEqual([error.code, error.reason, error.message], [403, "Forbidden", "Forbidden it is"]);
            return true;
        });
        assert.equal(stub.asked.length, 1);
    });

    it("gives up when the time is over, and says whether the server was ever there", async () => {
        const stub = await serve(ok({}), undefined);
        const client = await stub.client();
        await client.ask(GET, patience());
        await assert.rejects(
            client.ask(GET, patience(0.3)),
            /stopped answering \(\w+\) and did not come back within 0 s/,
        );
        const other = await serve(undefined);
        await assert.rejects(
            (await other.client()).ask(GET, patience(0.3)),
            /cannot be reached \(\w+\): start the cluster, or check the kubeconfig/,
        );
    });

    it("ends at once when the user cancels", async () => {
        const stub = await serve(status(503, "ServiceUnavailable"));
        const cancelling = new AbortController();
        const asking = (await stub.client()).ask(GET, new Patience(60, cancelling.signal));
        setTimeout(() => {
            cancelling.abort();
        }, 20);
        await assert.rejects(asking, CancelledError);
        await assert.rejects((await stub.client()).ask(GET, new Patience(60, cancelling.signal)), CancelledError);
    });

    it("knows its own creation again when the answer was lost, and takes nobody else's for it", async () => {
        const made = (manager: string) =>
            ok({ metadata: { name: "x", managedFields: [{ manager, operation: "Update" }] } });
        const stub = await serve(RESOURCES, undefined, status(409, "AlreadyExists"), made("us"));
        const found = await new Objects(await stub.client(), "default").create(PLACE, {}, OPTIONS, patience());
        assert.equal((found.metadata as { name: string }).name, "x");
        const other = await serve(RESOURCES, undefined, status(409, "AlreadyExists"), made("them"));
        await assert.rejects(
            new Objects(await other.client(), "default").create(PLACE, {}, OPTIONS, patience()),
            /AlreadyExists/,
        );
        const plain = await serve(RESOURCES, status(409, "AlreadyExists"), made("us"));
        await assert.rejects(
            new Objects(await plain.client(), "default").create(PLACE, {}, OPTIONS, patience()),
            /AlreadyExists/,
        );
    });

    it("does not create twice what the server names", async () => {
        const stub = await serve(RESOURCES, undefined);
        const objects = new Objects(await stub.client(), "default");
        await assert.rejects(objects.create({ ...PLACE, name: "" }, {}, OPTIONS, patience()), /stopped answering/);
        assert.deepEqual(
            stub.asked.map((line) => line.split("?")[0]),
            ["GET /api/v1", "POST /api/v1/namespaces/n/configmaps"],
        );
    });

    it("moves field managers against others that write the object at the same time", async () => {
        const live = (version: string) => ({
            metadata: {
                resourceVersion: version,
                managedFields: [{ manager: "us", operation: "Update", fieldsV1: {} }],
            },
        });
        const stub = await serve(
            RESOURCES,
            status(409, "Conflict"),
            ok(live("2")),
            ok({ metadata: { resourceVersion: "3" } }),
        );
        const objects = new Objects(await stub.client(), "default");
        const folded = await objects.foldManagers(PLACE, live("1"), "us", "us", patience());
        assert.equal((folded.metadata as { resourceVersion: string }).resourceVersion, "3");
    });

    it("asks what the server serves once, and again when a kind is missing", async () => {
        const later = ok({ resources: [{ name: "secrets", kind: "Secret", namespaced: true }] });
        const stub = await serve(RESOURCES, ok({}), ok({}), RESOURCES, later);
        const objects = new Objects(await stub.client(), "default");
        await objects.get(PLACE, patience());
        await objects.get({ ...PLACE, namespace: "" }, patience());
        const secret = { ...PLACE, kind: "Secret" };
        await assert.rejects(objects.find(secret, patience()), /no matches for kind "Secret" in version "v1"/);
        assert.equal((await objects.find(secret, patience())).plural, "secrets");
        assert.deepEqual(stub.asked, [
            "GET /api/v1",
            "GET /api/v1/namespaces/n/configmaps/x",
            "GET /api/v1/namespaces/default/configmaps/x",
            "GET /api/v1",
            "GET /api/v1",
        ]);
    });

    it("rests longer after each failure, as long as the server asks for, and looks less often with time", () => {
        assert.deepEqual(
            [0, 1, 2, 9].map((attempt) => pauseAfter(attempt)),
            [200, 400, 800, 2000],
        );
        assert.equal(pauseAfter(0, 5), 5000);
        assert.deepEqual([0, 10_000, 60_000].map(pauseBeforeLook), [200, 500, 1000]);
    });
});
