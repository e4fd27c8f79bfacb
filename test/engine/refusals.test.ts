import * as assert from "node:assert/strict";
import { editStackFile } from "./stack-file";
import { Checkout, type Outcome } from "./checkout";

/** A preview and an update in the real engine take seconds, more on a busy machine. */
const engineTimeoutMs = 240_000;

describe("what the policies refuse, through the real engine", function () {
    this.timeout(engineTimeoutMs);
    let checkout: Checkout;
    let outcome: Outcome;

    before(async () => {
        checkout = new Checkout();
        checkout.edit("charts/leanvibe-agent-hive/templates/_pod.tpl", (text) =>
            text.replaceAll("runAsNonRoot: true", "runAsNonRoot: false"),
        );
        checkout.edit("index.ts", (text) =>
            `${text}
new ec2.SecurityGroup("open", {
    vpcId: network.vpcId,
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
}, { provider });
`.replace(/^import /m, 'import * as ec2 from "@pulumi/aws/ec2";\nimport '),
        );
        editStackFile(checkout, "dev", (config) => {
            for (const pool of config.cluster.nodePools) {
                pool.cpuLimit *= 100;
                pool.memoryLimitGiB *= 100;
            }
        });
        outcome = await checkout.sandbox(["up"]);
    });
    after(() => {
        checkout.remove();
    });

    it("ends with a non-zero exit code and without a stack trace", () => {
        assert.equal(outcome.code, 1);
        assert.doesNotMatch(outcome.output, /^\s+at .*\.(ts|js):\d+/m);
    });

    it("names the container that runs as root, the rule and the remedy", () => {
        assert.match(
            outcome.output,
            /refused {3}leanvibe-security\/run-as-non-root {2}application-leanvibe\/leanvibe-api-blue\n/,
        );
        assert.match(
            outcome.output,
            /container 'api': .*runAsNonRoot is false.*Fix: Set securityContext\.runAsNonRoot: true/,
        );
    });

    it("names the security group that is open to the world, the rule and the remedy", () => {
        assert.match(outcome.output, /refused {3}leanvibe-security\/\S+ {2}open\n[^]*?0\.0\.0\.0\/0/);
    });

    it("shows the arithmetic of a stack over its monthly limit", () => {
        assert.match(outcome.output, /refused {3}leanvibe-cost\/\S*limit\S* {2}the whole stack\n[^]*?\$[\d,.]+/);
    });

    it("creates nothing", () => {
        assert.deepEqual(checkout.stateResources(), []);
    });
});
