/** What the API's container runs before it is told to stop, with a real python3 against a real server. */
import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type RequestListener, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Deployment, named, render } from "../chart/chart";

const SECONDS = 2;

/** Runs the command as the kubelet would; says how it ended and how long it took, in seconds. */
async function preStop(port: number): Promise<{ code: number | null; output: string; seconds: number }> {
    const api = { port, drain: { path: "/drain", preStopSeconds: SECONDS } };
    const objects = render({ api, gateway: { endpointPropagationSeconds: SECONDS } });
    const [container] = named<Deployment>(objects, "Deployment", "leanvibe-api-blue").spec.template.spec.containers;
    const [program = "", ...args] = container?.lifecycle.preStop.exec.command ?? [];
    const begin = process.hrtime.bigint();
    // A proxy of the environment must not come between the container and itself.
    const child = spawn(program, args, { env: { ...process.env, http_proxy: "http://127.0.0.1:9" } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => {
            output += chunk.toString("utf8");
        });
    }
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output, seconds: Number(process.hrtime.bigint() - begin) / 1e9 };
}

/** Runs the command against a server that answers like this; says what the server was asked. */
async function against(
    answer: RequestListener,
): Promise<{ asked: string[]; result: Awaited<ReturnType<typeof preStop>> }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
        asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
        answer(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
        const result = await preStop((server.address() as AddressInfo).port);
        return { asked, result };
    } finally {
        server.closeAllConnections();
        server.close();
    }
}

describe("chart: the pause before the API stops", () => {
    const answers: Readonly<Record<string, RequestListener>> = {
        "answers at once": (_, response) => response.end("ok"),
        "answers with an error": (_, response) => response.writeHead(500).end(),
        "hangs up": (request) => request.socket.destroy(),
        "does not answer": () => undefined,
    };
    for (const [what, answer] of Object.entries(answers)) {
        it(`tells the application once, and lasts as long as stated, when it ${what}`, async () => {
            const { asked, result } = await against(answer);
            assert.deepEqual(asked, [`POST /drain?seconds=${SECONDS}`]);
            assert.equal(result.code, 0, result.output);
            assert.equal(result.output, "");
            assert.ok(result.seconds >= SECONDS, `it lasted ${result.seconds} s`);
        });
    }

    it("lasts as long when nothing listens any more", async () => {
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        server.close();
        await once(server, "close");
        const { code, output, seconds } = await preStop(port);
        assert.equal(code, 0, output);
        assert.ok(seconds >= SECONDS, `it lasted ${seconds} s`);
    });
});
