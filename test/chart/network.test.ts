import * as assert from "node:assert/strict";
import {
    type Deployment,
    type NetworkPolicy,
    forEveryVariant,
    named,
    ofKind,
    optional,
    render,
    selects,
    VARIANTS,
} from "./chart";

/** A network policy's rule, with all that a rule may have. */
interface Rule {
    readonly from?: readonly Peer[];
    readonly to?: readonly Peer[];
    readonly ports?: readonly { readonly protocol: string; readonly port: number }[];
}

interface Peer {
    readonly ipBlock?: { readonly cidr: string };
    readonly namespaceSelector?: Selector;
    readonly podSelector?: Selector;
}

interface Selector {
    readonly matchLabels: Readonly<Record<string, string>>;
}

/** The rules of one direction. */
function rulesOf(policy: NetworkPolicy, direction: "ingress" | "egress"): readonly Rule[] {
    return (optional<readonly unknown[]>(policy.spec[direction]) ?? []) as readonly Rule[];
}

function peersOf(rule: Rule): readonly Peer[] {
    return rule.from ?? rule.to ?? [];
}

/** Peers and ports of one direction as text, so that a test can state the whole of what is allowed. */
function allowed(policy: NetworkPolicy, direction: "ingress" | "egress"): string[] {
    return rulesOf(policy, direction).flatMap((rule) => {
        const ports = (rule.ports ?? []).map(({ protocol, port }) => `${protocol}/${port}`).join(" ");
        return peersOf(rule).map((peer) => `${describePeer(peer)} ${ports}`);
    });
}

function describePeer({ ipBlock, namespaceSelector, podSelector }: Peer): string {
    if (ipBlock) {
        assert.deepEqual(Object.keys(ipBlock), ["cidr"]);
        return ipBlock.cidr;
    }
    if (namespaceSelector) {
        const pods = podSelector?.matchLabels["k8s-app"] ?? "*";
        return `${String(namespaceSelector.matchLabels["kubernetes.io/metadata.name"])}/${pods}`;
    }
    return String(podSelector?.matchLabels["app.kubernetes.io/name"]);
}

const DNS = ["kube-system/kube-dns", "10.100.0.10/32", "172.20.0.10/32"].map((peer) => `${peer} UDP/53 TCP/53`);
const AWS = ["0.0.0.0/0 TCP/443", "169.254.170.23/32 TCP/80"];

describe("chart: network policies", () => {
    forEveryVariant("deny both directions for every pod of the colour before they allow any", (objects) => {
        const deny = ofKind<NetworkPolicy>(objects, "NetworkPolicy").find(({ metadata }) =>
            metadata.name.startsWith("leanvibe-default-deny-"),
        );
        assert.ok(deny);
        assert.deepEqual(Object.keys(deny.spec).sort(), ["podSelector", "policyTypes"]);
        assert.deepEqual(deny.spec.policyTypes, ["Ingress", "Egress"]);
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            assert.ok(selects(deny.spec.podSelector.matchLabels, spec.template.metadata.labels));
        }
    });

    it("do not touch the other colour", () => {
        const green = ofKind<Deployment>(render({ colour: "green" }), "Deployment");
        for (const { spec } of ofKind<NetworkPolicy>(render(), "NetworkPolicy")) {
            // By the colour itself: whoever installs both may call the releases as they like.
            assert.equal(spec.podSelector.matchLabels["leanvibe.dev/colour"], "blue");
            for (const deployment of green) {
                assert.ok(!selects(spec.podSelector.matchLabels, deployment.spec.template.metadata.labels));
            }
        }
    });

    forEveryVariant("select the pods that they are named after", (objects) => {
        const policies = ofKind<NetworkPolicy>(objects, "NetworkPolicy");
        assert.equal(policies.length, 4);
        for (const { metadata, spec } of ofKind<Deployment>(objects, "Deployment")) {
            const policy = named<NetworkPolicy>(objects, "NetworkPolicy", metadata.name);
            assert.deepEqual(policy.spec.podSelector.matchLabels, spec.selector.matchLabels);
        }
    });

    forEveryVariant("have no rule without a peer or a port, which would allow everything", (objects) => {
        for (const policy of ofKind<NetworkPolicy>(objects, "NetworkPolicy")) {
            for (const direction of ["ingress", "egress"] as const) {
                for (const rule of rulesOf(policy, direction)) {
                    assert.ok(peersOf(rule).length > 0, `${policy.metadata.name}: ${direction} with everybody`);
                    assert.ok((rule.ports ?? []).length > 0, `${policy.metadata.name}: ${direction} on every port`);
                }
            }
        }
    });

    it("by default allow DNS, AWS, and the way from front end to API", () => {
        const objects = render();
        const policy = (workload: string) =>
            named<NetworkPolicy>(objects, "NetworkPolicy", `leanvibe-${workload}-blue`);
        assert.deepEqual(allowed(policy("api"), "ingress"), [
            "leanvibe-frontend TCP/8000",
            "leanvibe-release TCP/8000",
        ]);
        assert.deepEqual(allowed(policy("api"), "egress"), [...DNS, ...AWS]);
        assert.deepEqual(allowed(policy("worker"), "ingress"), []);
        assert.deepEqual(allowed(policy("worker"), "egress"), [...DNS, ...AWS]);
        assert.deepEqual(allowed(policy("frontend"), "ingress"), ["leanvibe-release TCP/8080"]);
        assert.deepEqual(allowed(policy("frontend"), "egress"), [...DNS, "leanvibe-api TCP/8000"]);
    });

    it("allow gateway and data where their addresses are given", () => {
        const objects = render(VARIANTS["every option"]);
        const policy = (workload: string) =>
            named<NetworkPolicy>(objects, "NetworkPolicy", `leanvibe-${workload}-blue`);
        const data = ["10.0.8.0/24 TCP/5433", "10.0.9.0/24 TCP/6380"];
        assert.deepEqual(allowed(policy("api"), "ingress"), [
            "leanvibe-frontend TCP/8000",
            "leanvibe-release TCP/8000",
            "10.0.0.0/24 TCP/8000",
            "gateway/* TCP/8000",
        ]);
        assert.deepEqual(allowed(policy("frontend"), "ingress"), [
            "leanvibe-release TCP/8080",
            "10.0.0.0/24 TCP/8080",
            "gateway/* TCP/8080",
        ]);
        assert.deepEqual(allowed(policy("api"), "egress"), [...DNS, ...data, ...AWS]);
        assert.deepEqual(allowed(policy("worker"), "egress"), [...DNS, ...data, ...AWS]);
    });

    it("let the Jobs of a release in by their name alone, because they serve both colours", () => {
        const policies = ofKind<NetworkPolicy>(render(), "NetworkPolicy");
        const peers = policies.flatMap((policy) => rulesOf(policy, "ingress").flatMap(peersOf));
        const jobs = peers.filter((peer) => describePeer(peer) === "leanvibe-release");
        assert.equal(jobs.length, 2);
        for (const { podSelector } of jobs) {
            assert.deepEqual(podSelector, { matchLabels: { "app.kubernetes.io/name": "leanvibe-release" } });
        }
    });

    it("let Prometheus in where its namespace is given", () => {
        const values = { networkPolicy: { monitoring: { namespaces: ["monitoring"] } } };
        const policies = ofKind<NetworkPolicy>(render(values), "NetworkPolicy");
        const reached = policies.filter((policy) =>
            allowed(policy, "ingress").some((peer) => peer.startsWith("monitoring/")),
        );
        assert.deepEqual(
            reached.map(({ metadata }) => metadata.name),
            ["leanvibe-api-blue"],
        );
    });

    it("let the colours' front ends reach each other where one serves the other's files, and else not", () => {
        const policy = (colour: string, enabled: boolean) =>
            named<NetworkPolicy>(
                render({ colour, frontend: { otherColour: { enabled } } }),
                "NetworkPolicy",
                `leanvibe-frontend-${colour}`,
            );
        const peers = (direction: "ingress" | "egress", colour: string, enabled: boolean) =>
            rulesOf(policy(colour, enabled), direction)
                .flatMap(peersOf)
                .filter((peer) => describePeer(peer) === "leanvibe-frontend");
        const pods = (colour: string) =>
            named<Deployment>(render({ colour }), "Deployment", `leanvibe-frontend-${colour}`).spec.template.metadata
                .labels;
        for (const direction of ["ingress", "egress"] as const) {
            const [peer, ...more] = peers(direction, "blue", true);
            assert.equal(more.length, 0);
            const selector = peer?.podSelector?.matchLabels ?? {};
            assert.ok(selects(selector, pods("green")) && !selects(selector, pods("blue")), direction);
            assert.ok(selects(peers(direction, "green", true)[0]?.podSelector?.matchLabels ?? {}, pods("blue")));
            assert.deepEqual(peers(direction, "blue", false), []);
        }
        assert.ok(allowed(policy("blue", true), "egress").includes("leanvibe-frontend TCP/8080"));
    });

    it("keep the front end from one colour's API to the other's", () => {
        const { spec } = named<NetworkPolicy>(render(), "NetworkPolicy", "leanvibe-frontend-blue");
        const peer = spec.egress[1]?.to[0]?.podSelector.matchLabels ?? {};
        assert.equal(peer["leanvibe.dev/colour"], "blue");
    });
});
