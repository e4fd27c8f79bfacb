import * as assert from "node:assert/strict";
import { certificateRequests } from "../../../sandbox/cluster/certificates";
import { certificateOf, tokenKeys } from "../../../sandbox/cluster/layout";
import { partsOf, type PartName } from "../../../sandbox/cluster/parts";
import { pretendLayout } from "./fixtures";

const layout = pretendLayout();

function part(name: PartName) {
    const found = partsOf(layout).find((candidate) => candidate.name === name);
    assert.ok(found, name);
    return found;
}

/** What follows a flag, or stands in it after `=`. */
function valueOf(name: PartName, flag: string): string | undefined {
    const { args } = part(name);
    const joined = args.find((arg) => arg.startsWith(`${flag}=`));
    return joined?.slice(flag.length + 1) ?? args[args.indexOf(flag) + 1];
}

describe("the parts of the local cluster", () => {
    it("have names of their own and wait for ports of their own", () => {
        const parts = partsOf(layout);
        assert.equal(new Set(parts.map(({ name }) => name)).size, parts.length);
        const ports = parts.flatMap(({ ready }) => ("port" in ready ? [ready.port] : []));
        assert.equal(new Set(ports).size, ports.length);
    });

    it("use only certificates and keys that are made", () => {
        const made = new Set(
            ["ca", ...certificateRequests().map(({ name }) => name)]
                .flatMap((name) => Object.values(certificateOf(layout, name)))
                .concat(Object.values(tokenKeys(layout))),
        );
        const used = partsOf(layout)
            .flatMap(({ args }) => args)
            .filter((arg) => arg.startsWith(layout.certificates));
        assert.ok(used.length > 10);
        assert.deepEqual(
            used.filter((file) => !made.has(file)),
            [],
        );
    });

    it("among them the API server knows who proxies for it, and signs tokens that it can check", () => {
        assert.equal(valueOf("apiserver", "--requestheader-allowed-names"), "front-proxy-client");
        assert.equal(valueOf("apiserver", "--service-account-key-file"), tokenKeys(layout).publicKey);
        assert.equal(valueOf("apiserver", "--service-account-signing-key-file"), tokenKeys(layout).key);
        assert.equal(valueOf("controller-manager", "--service-account-private-key-file"), tokenKeys(layout).key);
        assert.equal(valueOf("apiserver", "--authorization-mode"), "Node,RBAC");
    });

    it("among them the gateway is bound to the port that Gateways name, by a socket of this machine's loopback", () => {
        assert.equal(valueOf("gateway", "--entrypoints.web.address"), "127.0.0.1:18000");
        assert.deepEqual(part("gateway").sockets, [{ name: "web", port: 18000 }]);
    });

    it("among them every door is given its socket", () => {
        const { args, sockets = [] } = part("doors");
        for (const { name, port } of sockets) {
            assert.ok(args.includes(`--entrypoints.${name}.address=127.0.0.1:${String(port)}`), name);
        }
        assert.deepEqual(
            sockets.map(({ port }) => port),
            [16443, 15433, 16380, 16379],
        );
    });

    it("among them none but PostgreSQL runs as another user than root, which it refuses to be", () => {
        assert.deepEqual(
            partsOf(layout).flatMap(({ name, user }) => (user === undefined ? [] : [[name, user]])),
            [["database", 65534]],
        );
    });
});
