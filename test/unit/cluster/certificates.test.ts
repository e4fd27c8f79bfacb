import * as assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { certificateRequests, makeCertificates, opensslConfig } from "../../../sandbox/cluster/certificates";
import { certificateOf, layoutIn, tokenKeys } from "../../../sandbox/cluster/layout";
import { findOnPath } from "../../../sandbox/toolchain/probe";
import { folder, removeFolders } from "./fixtures";

describe("the local cluster's certificates", () => {
    afterEach(removeFolders);

    it("name each user by the name and group that Kubernetes gives rights to", () => {
        const users = new Map(
            certificateRequests().map(({ name, commonName, organization }) => [name, [commonName, organization]]),
        );
        assert.deepEqual(users.get("kubelet"), ["system:node:node1", "system:nodes"]);
        assert.deepEqual(users.get("controller-manager"), ["system:kube-controller-manager", undefined]);
        assert.deepEqual(users.get("scheduler"), ["system:kube-scheduler", undefined]);
        assert.deepEqual(users.get("proxy"), ["system:kube-proxy", undefined]);
        assert.deepEqual(users.get("admin"), ["leanvibe-admin", "system:masters"]);
    });

    it("are asked for with a group and other names only where there are some", () => {
        const bare = opensslConfig({ name: "a", commonName: "someone" });
        assert.match(bare, /^CN = someone$/m);
        assert.doesNotMatch(bare, /O = |subjectAltName/);
        const full = opensslConfig({
            name: "a",
            commonName: "b",
            organization: "group",
            alternativeNames: ["IP:10.0.0.1"],
        });
        assert.match(full, /^O = group$/m);
        assert.match(full, /^subjectAltName = IP:10.0.0.1$/m);
    });

    it("are signed by one authority and serve the addresses under which pods, nodes and this machine find a server", async function () {
        const openssl = findOnPath("openssl", process.env);
        if (openssl === undefined) {
            console.log("        skipped: there is no openssl on PATH");
            this.skip();
        }
        const layout = layoutIn(folder());
        await makeCertificates(layout, openssl);
        const read = (name: string) => new X509Certificate(readFileSync(certificateOf(layout, name).certificate));
        const authority = read("ca");
        assert.ok(authority.ca);
        const certificates = certificateRequests().map(({ name }) => read(name));
        for (const certificate of certificates) {
            assert.ok(certificate.verify(authority.publicKey), certificate.subject);
            assert.ok(!certificate.ca, certificate.subject);
        }
        assert.equal(new Set(certificates.map(({ serialNumber }) => serialNumber)).size, certificates.length);
        for (const address of ["127.0.0.1", "10.244.0.1", "10.96.0.1"]) {
            assert.ok(read("apiserver").checkIP(address), address);
        }
        assert.ok(read("apiserver").checkHost("kubernetes.default.svc"));
        assert.ok(read("data").checkIP("10.244.0.1"));
        // Keys are for root alone.
        assert.equal(statSync(certificateOf(layout, "admin").key).mode & 0o077, 0);
        assert.match(readFileSync(tokenKeys(layout).publicKey, "utf8"), /^-----BEGIN PUBLIC KEY-----/);
    });
});
