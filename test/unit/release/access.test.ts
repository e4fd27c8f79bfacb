import assert from "node:assert/strict";

import * as fc from "fast-check";

import { planAccess } from "../../../components/release/access";
import { anyTraffic, TRAFFIC } from "../application/application";
import { planOf } from "./plans";

interface Rule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames: readonly string[];
    readonly verbs: readonly string[];
}

interface Egress {
    readonly to: readonly { readonly ipBlock?: { readonly cidr: string }; readonly podSelector?: object }[];
    readonly ports: readonly { readonly protocol: string; readonly port: number }[];
}

const objects = planAccess("leanvibe", TRAFFIC);

/** The object of a kind. */
function of(kind: string, among = objects): unknown {
    const [only, ...more] = among.filter((object) => object.kind === kind);
    assert.ok(only && more.length === 0, `${more.length} more of ${kind}`);
    return only;
}

/** Where the Jobs' pods may connect to. */
function egressOf(traffic: typeof TRAFFIC): readonly Egress[] {
    const policy = of("NetworkPolicy", planAccess("leanvibe", traffic)) as { spec: { egress: Egress[] } };
    return policy.spec.egress;
}

describe("what the Jobs of a release may do", () => {
    const { rules } = of("Role") as { rules: Rule[] };

    it("is reading and patching of objects that are named, one by one", () => {
        for (const rule of rules) {
            assert.ok(rule.resourceNames.length > 0, rule.resources.join());
            assert.deepEqual(
                rule.verbs.filter((verb) => verb !== "get" && verb !== "patch"),
                [],
                rule.resources.join(),
            );
            assert.ok(
                [...rule.apiGroups, ...rule.resources, ...rule.resourceNames].every((name) => !name.includes("*")),
            );
        }
    });

    it("concerns objects that the plan makes", () => {
        const made = planOf().objects();
        const kinds: Readonly<Record<string, string>> = {
            httproutes: "HTTPRoute",
            horizontalpodautoscalers: "HorizontalPodAutoscaler",
            deployments: "Deployment",
            "deployments/scale": "Deployment",
            configmaps: "ConfigMap",
        };
        assert.deepEqual(rules.flatMap(({ resources }) => resources).sort(), Object.keys(kinds).sort());
        for (const { resources, resourceNames } of rules) {
            for (const name of resourceNames) {
                assert.ok(made.has(`${kinds[resources.join()] ?? ""} ${name}`), `${resources.join()} ${name}`);
            }
        }
    });

    it("reaches API and front end of both colours, and no worker", () => {
        const names = rules.flatMap(({ resourceNames }) => resourceNames);
        for (const colour of ["blue", "green"]) {
            for (const name of [`leanvibe-api-${colour}`, `leanvibe-frontend-hpa-${colour}`]) {
                assert.ok(names.includes(name), name);
            }
        }
        assert.ok(names.every((name) => !name.includes("worker")));
        const patched = rules.filter(({ verbs }) => verbs.includes("patch")).flatMap(({ resources }) => resources);
        assert.ok(!patched.includes("deployments"), "what a Deployment runs is the program's to say");
    });

    it("is given to their account in their namespace, which no other pod has a token of by itself", () => {
        const account = of("ServiceAccount") as { metadata: { name: string }; automountServiceAccountToken: boolean };
        assert.equal(account.automountServiceAccountToken, false);
        const { roleRef, subjects } = of("RoleBinding") as { roleRef: object; subjects: object[] };
        const { name } = account.metadata;
        assert.deepEqual(subjects, [{ kind: "ServiceAccount", name, namespace: "leanvibe" }]);
        assert.deepEqual(roleRef, {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "Role",
            name: (of("Role") as { metadata: { name: string } }).metadata.name,
        });
    });
});

describe("whom the Jobs of a release may talk to", () => {
    const policy = of("NetworkPolicy") as {
        spec: { podSelector: { matchLabels: Record<string, string> }; policyTypes: string[] };
    };

    it("is said of their pods, which nobody may talk to", () => {
        assert.deepEqual(policy.spec.policyTypes, ["Ingress", "Egress"]);
        assert.ok(!("ingress" in policy.spec));
        for (const job of Object.values(planOf().jobs())) {
            const { template } = job.spec as { template: { metadata: { labels: Record<string, string> } } };
            for (const [key, value] of Object.entries(policy.spec.podSelector.matchLabels)) {
                assert.equal(template.metadata.labels[key], value);
            }
        }
    });

    it("is never everybody: each way has a peer and a port, also without address ranges for data", () => {
        fc.assert(
            fc.property(anyTraffic, (traffic) => {
                for (const { to, ports } of egressOf(traffic)) {
                    assert.ok(to.length > 0 && ports.length > 0);
                    assert.ok(to.every((peer) => Object.keys(peer).length > 0));
                }
            }),
        );
    });

    it("is the data subnets on the ports of PostgreSQL and Redis, when there are some", () => {
        fc.assert(
            fc.property(anyTraffic, (traffic) => {
                const { dataCidrs, dataPorts } = traffic;
                const ways = egressOf(traffic).filter(({ to }) => to.some(({ ipBlock }) => isData(ipBlock?.cidr)));
                const expected = {
                    to: dataCidrs.map((cidr) => ({ ipBlock: { cidr } })),
                    ports: [dataPorts.database, dataPorts.redis].map((port) => ({ protocol: "TCP", port })),
                };
                assert.deepEqual(ways, dataCidrs.length === 0 ? [] : [expected]);

                function isData(cidr: string | undefined): boolean {
                    return cidr !== undefined && dataCidrs.includes(cidr);
                }
            }),
        );
    });

    it("is addresses of anybody by TLS alone", () => {
        const anywhere = egressOf(TRAFFIC).filter(({ to }) => to.some(({ ipBlock }) => ipBlock?.cidr === "0.0.0.0/0"));
        assert.deepEqual(
            anywhere.map(({ ports }) => ports),
            [[{ protocol: "TCP", port: 443 }]],
        );
    });
});
