/** The front ends of both colours as real nginx processes: which files they serve, and what browsers may keep. */
import * as assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { ADDRESSES, ClusterDns, FrontEnd, type Nginx, findNginx, freePort } from "./nginx";

const ASSET_FOREVER = "public, max-age=31536000, immutable";

/** What a browser sees: status, what it may keep, and the text. */
async function seen(response: Promise<Response>): Promise<[number, string | null, string]> {
    const { status, headers, text } = await response.then(async (answer) => ({
        status: answer.status,
        headers: answer.headers,
        text: await answer.text(),
    }));
    return [status, headers.get("cache-control"), status === 200 ? text : ""];
}

describe("chart: nginx of the front end", function () {
    // The first run may fetch nginx, and wait for another that fills the tool cache.
    this.timeout(600_000);
    let nginx: Nginx;
    const dns = new ClusterDns();
    let resolver = "";
    let blue: FrontEnd;
    let green: FrontEnd;

    before(async () => {
        nginx = await findNginx();
        resolver = await dns.start();
    });
    after(() => {
        dns.stop();
    });

    beforeEach(async () => {
        dns.services.add("green");
        const port = await freePort();
        blue = new FrontEnd("blue", port, { "index.html": "blue page", "assets/app-1.js": "one", "sw.js": "worker" });
        green = new FrontEnd("green", port, { "index.html": "green page", "assets/app-2.js": "two" });
    });
    afterEach(async () => {
        await blue.stop();
        await green.stop();
        blue.remove();
        green.remove();
    });

    async function startBoth(): Promise<void> {
        await blue.start(nginx, resolver, true);
        await green.start(nginx, resolver, true);
    }

    it("lets browsers keep hashed files for ever, and has the page asked for anew", async () => {
        await startBoth();
        assert.deepEqual(await seen(blue.get("/assets/app-1.js")), [200, ASSET_FOREVER, "one"]);
        for (const file of ["/", "/index.html", "/agents/7"]) {
            assert.deepEqual(await seen(blue.get(file)), [200, "no-cache", "blue page"], file);
        }
        assert.deepEqual(await seen(blue.get("/sw.js")), [200, "no-cache", "worker"]);
    });

    it("serves the other colour's hashed files, in both directions, to be kept as long", async () => {
        await startBoth();
        assert.deepEqual(await seen(green.get("/assets/app-1.js?v=1")), [200, ASSET_FOREVER, "one"]);
        assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [200, ASSET_FOREVER, "two"]);
    });

    it("asks each colour once for a file that neither has, and lets nobody remember the miss", async () => {
        await startBoth();
        assert.deepEqual(await seen(green.get("/assets/app-0.js")), [404, "no-store", ""]);
        assert.equal(await green.asked("/assets/app-0.js"), 1);
        assert.equal(await blue.asked("/assets/app-0.js"), 1);
    });

    it("asks no one for a request that comes from the other colour", async () => {
        await startBoth();
        const asked = green.get("/assets/app-1.js", { "X-Leanvibe-Asked-By": "blue" });
        assert.deepEqual(await seen(asked), [404, "no-store", ""]);
        assert.equal(await blue.asked("/assets/app-1.js"), 0);
    });

    it("lets nobody remember an error that the other colour answers with", async () => {
        await blue.start(nginx, resolver, true);
        const broken = createServer((_, response) => {
            response.writeHead(503, { "Cache-Control": "max-age=60" }).end();
        });
        broken.listen(green.port, ADDRESSES.green);
        await once(broken, "listening");
        try {
            assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [404, "no-store", ""]);
        } finally {
            broken.closeAllConnections();
            broken.close();
        }
    });

    it("starts and serves without the other colour, and finds it when it is there", async () => {
        dns.services.delete("green");
        await blue.start(nginx, resolver, true);
        assert.deepEqual(await seen(blue.get("/assets/app-1.js")), [200, ASSET_FOREVER, "one"]);
        assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [404, "no-store", ""]);
        dns.services.add("green");
        assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [404, "no-store", ""]);
        await green.start(nginx, resolver, true);
        assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [200, ASSET_FOREVER, "two"]);
    });

    it("starts without a resolver, and loses the other colour's files alone", async () => {
        await blue.start(nginx, "", true);
        await green.start(nginx, resolver, true);
        assert.deepEqual(await seen(blue.get("/assets/app-1.js")), [200, ASSET_FOREVER, "one"]);
        assert.deepEqual(await seen(blue.get("/assets/app-2.js")), [404, "no-store", ""]);
    });

    it("asks no one where the switch is off", async () => {
        await blue.start(nginx, resolver, false);
        await green.start(nginx, resolver, false);
        assert.deepEqual(await seen(green.get("/assets/app-1.js")), [404, "no-store", ""]);
        assert.equal(await blue.asked("/assets/app-1.js"), 0);
        assert.deepEqual(await seen(green.get("/healthz")), [200, null, "ok\n"]);
    });
});
