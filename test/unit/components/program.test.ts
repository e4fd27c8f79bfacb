import assert from "node:assert/strict";

import type { Recording, Registered } from "./support/mocks";
import { runProgram, type ProgramRun, type Request } from "./support/program";

/** What index.ts joins, by value, for a stack's own file. */
interface Expected {
    readonly account: string;
    readonly zones: readonly string[];
    readonly dataCidrs: readonly string[];
    /** Days that logs are kept, by log group. */
    readonly logs: Readonly<Record<string, number>>;
    readonly protected: readonly string[];
}

const STACKS: Readonly<Record<string, Expected>> = {
    dev: {
        account: "111111111111",
        zones: ["us-east-1a", "us-east-1b"],
        dataCidrs: ["10.10.144.0/22", "10.10.148.0/22"],
        logs: {
            "/aws/eks/leanvibe-dev/cluster": 30,
            "/aws/rds/instance/leanvibe-dev/postgresql": 30,
            "/aws/rds/instance/leanvibe-dev/upgrade": 30,
            "/leanvibe/leanvibe-dev/vpc-flow-logs": 30,
        },
        protected: [],
    },
    prod: {
        account: "333333333333",
        zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
        dataCidrs: ["10.30.144.0/22", "10.30.148.0/22", "10.30.152.0/22"],
        logs: {
            "/aws/eks/leanvibe-prod/cluster": 365,
            "/aws/rds/instance/leanvibe-prod/postgresql": 365,
            "/aws/rds/instance/leanvibe-prod/upgrade": 365,
            "/leanvibe/leanvibe-prod/vpc-flow-logs": 90,
        },
        protected: ["cache-replication-group", "database-instance", "keys-cluster", "keys-data", "keys-logs"],
    },
};

/** Names of resources by their URNs, which end in the name. */
function namesOf(urns: readonly string[]): string[] {
    return urns.map((urn) => urn.split("::").at(-1) ?? "").sort();
}

function ofKind(recording: Recording, kind: string): Registered[] {
    return recording.resources.filter(({ inputs }) => inputs.kind === kind);
}

for (const [stack, expected] of Object.entries(STACKS)) {
    describe(`the program, run for ${stack}`, () => {
        let run: ProgramRun;
        before(async function () {
            this.timeout(60_000);
            run = await runProgram(stack);
        });

        function request(name: string): Request {
            const found = run.requests.find((one) => one.name === name && one.type.startsWith("leanvibe:"));
            assert.ok(found, `there is no component ${name}`);
            return found;
        }

        const inputs = (name: string) => run.recording.get(name).inputs;

        it("looks nothing up", () => {
            assert.deepEqual(run.recording.invokes, []);
        });

        it("puts every resource below a component of ours, but for the provider", () => {
            const outside = run.requests.filter(
                ({ type, parent }) =>
                    type !== "pulumi:pulumi:Stack" &&
                    !type.startsWith("leanvibe:") &&
                    !/leanvibe:platform:\w+::[\w-]+$/.test(parent),
            );
            assert.deepEqual(
                outside.map(({ type, name }) => `${type} ${name}`),
                ["pulumi:providers:aws aws"],
            );
        });

        it("touches one account in one region", () => {
            const { allowedAccountIds, region } = inputs("aws");
            assert.deepEqual([JSON.parse(String(allowedAccountIds)), region], [[expected.account], "us-east-1"]);
        });

        it("releases the application when nodes can be launched and its pods' rights are there", () => {
            const pools = ofKind(run.recording, "NodePool").map(({ name }) => name);
            const associations = run.recording.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            assert.ok(pools.length > 0);
            assert.equal(associations.length, 5);
            const rights = associations.map(({ name }) => name);
            assert.deepEqual(
                namesOf(request("application").dependencies),
                [...pools, ...rights, "workload-identity-role-policy"].sort(),
            );
        });

        it("asks for rights of pods when the cluster is there", () => {
            assert.ok(namesOf(request("workload-identity").dependencies).includes("cluster-eks"));
        });

        it("keeps the network until the cluster is gone", () => {
            const awaited = namesOf(request("cluster").dependencies);
            for (const zone of expected.zones) {
                assert.ok(awaited.includes(`network-private-${zone}-internet`), `the route of ${zone}`);
            }
        });

        it("launches nodes in the private subnets, with the cluster's security group", () => {
            const [nodeClass, ...more] = ofKind(run.recording, "NodeClass");
            assert.deepEqual(more, []);
            const spec = nodeClass?.inputs.spec as Record<string, unknown>;
            assert.deepEqual(
                spec.subnetSelectorTerms,
                expected.zones.map((zone) => ({ id: `network-private-${zone}-id` })),
            );
            assert.deepEqual(spec.securityGroupSelectorTerms, [{ id: "sg-cluster" }]);
        });

        it("keeps data in subnets of its own", () => {
            const subnets = expected.zones.map((zone) => `network-data-${zone}-id`);
            assert.deepEqual(inputs("database-subnets").subnetIds, subnets);
            assert.deepEqual(inputs("cache-subnets").subnetIds, subnets);
        });

        it("lets nobody but the cluster reach database and cache", () => {
            const rules = run.recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
            assert.deepEqual(
                rules
                    .map((rule) => rule.inputs)
                    .map((rule) => [
                        rule.securityGroupId,
                        rule.referencedSecurityGroupId,
                        rule.ipProtocol,
                        rule.fromPort,
                        rule.toPort,
                        rule.cidrIpv4,
                    ])
                    .sort(),
                [
                    ["cache-security-group-id", "sg-cluster", "tcp", 6380, 6380, undefined],
                    ["database-security-group-id", "sg-cluster", "tcp", 5433, 5433, undefined],
                ],
            );
            assert.deepEqual(inputs("database-instance").vpcSecurityGroupIds, ["database-security-group-id"]);
            assert.deepEqual(inputs("cache-replication-group").securityGroupIds, ["cache-security-group-id"]);
            for (const group of run.recording.ofType("aws:ec2/securityGroup:SecurityGroup")) {
                assert.deepEqual([group.inputs.ingress, group.inputs.egress], [undefined, undefined], group.name);
            }
        });

        it("tells the application where database and cache are, and as whom to come", () => {
            const name = `leanvibe-${stack}`;
            assert.deepEqual(inputs("application-platform").data, {
                DATABASE_HOST: "leanvibe.rds.example",
                DATABASE_PORT: "5433",
                DATABASE_NAME: "leanvibe",
                DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111111111111:secret:rds!db-1",
                DATABASE_TLS: "true",
                REDIS_HOST: "leanvibe.cache.example",
                REDIS_PORT: "6380",
                REDIS_TLS: "true",
                REDIS_USER: `${name}-app`,
                REDIS_REPLICATION_GROUP: name,
            });
            assert.equal(inputs("cache-replication-group").replicationGroupId, name);
            assert.equal(inputs(`cache-user-${name}-app`).userName, `${name}-app`);
        });

        it("gives pods the way to the data subnets on these ports, and no other", () => {
            for (const pods of ["leanvibe-api-blue", "leanvibe-worker-green", "leanvibe-release"]) {
                const policy = ofKind(run.recording, "NetworkPolicy").find(({ name }) => name.endsWith(`/${pods}`));
                const spec = policy?.inputs.spec as {
                    egress: { to: { ipBlock?: { cidr: string } }[]; ports: { port: number }[] }[];
                };
                const ways = spec.egress.flatMap(({ to, ports }) =>
                    to.flatMap(({ ipBlock }) => ports.map(({ port }) => `${ipBlock?.cidr ?? ""} ${port}`)),
                );
                assert.deepEqual(
                    ways.filter((way) => way.startsWith("10.") && !way.endsWith(" 53")).sort(),
                    [5433, 6380].flatMap((port) => expected.dataCidrs.map((cidr) => `${cidr} ${port}`)).sort(),
                    pods,
                );
            }
        });

        it("encrypts with the key that is for it", () => {
            const key = (purpose: string) => `arn:aws:mock:us-east-1:111111111111:keys-${purpose}`;
            assert.equal(inputs("database-instance").kmsKeyId, key("data"));
            assert.equal(inputs("cache-replication-group").kmsKeyId, key("data"));
            assert.equal(inputs("cluster-eks").encryptionConfigKeyArn, key("cluster"));
            for (const { name, inputs: group } of run.recording.ofType("aws:cloudwatch/logGroup:LogGroup")) {
                assert.equal(group.kmsKeyId, key("logs"), name);
            }
        });

        it("keeps logs as long as the stack's file says", () => {
            const groups = run.recording.ofType("aws:cloudwatch/logGroup:LogGroup").map(({ inputs: group }) => group);
            assert.deepEqual(
                Object.fromEntries(groups.map((group) => [group.name, group.retentionInDays])),
                expected.logs,
            );
        });

        it("protects what holds data where the stack is protected", () => {
            const found = run.requests.filter((one) => one.protect).map(({ name }) => name);
            assert.deepEqual(found.sort(), expected.protected);
        });
    });
}
