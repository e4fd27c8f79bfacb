import assert from "node:assert/strict";

import { WorkloadIdentity } from "../../../components/workload-identity";
import { planAccess, planServiceAccounts, planTrust } from "../../../components/workload-identity/plan";
import { anAwsProvider, aPlatform } from "./support/fixtures";
import { record } from "./support/mocks";

const CLUSTER = "arn:aws:eks:us-east-1:111111111111:cluster/leanvibe-dev";

describe("WorkloadIdentity", () => {
    it("gives the role to api and worker of both colours, so that a release changes no permission, and to its Jobs", async () => {
        const recording = await record(
            () =>
                new WorkloadIdentity(
                    "workload-identity",
                    {
                        platform: aPlatform(),
                        clusterArn: CLUSTER,
                        namespace: "leanvibe",
                        cacheUserId: "leanvibe-dev-app",
                        databaseSecretArn: "arn:secret",
                        dataKeyArn: "arn:data-key",
                    },
                    { provider: anAwsProvider() },
                ),
        );
        const associations = recording.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
        assert.deepEqual(associations.map(({ inputs }) => inputs.serviceAccount).sort(), [
            "leanvibe-api-blue",
            "leanvibe-api-green",
            "leanvibe-release",
            "leanvibe-worker-blue",
            "leanvibe-worker-green",
        ]);
        assert.ok(associations.every(({ inputs }) => inputs.namespace === "leanvibe"));
        const policy = String(recording.get("workload-identity-role-policy").inputs.policy);
        assert.match(policy, /"arn:secret"/);
    });

    it("leaves the front end without any right", () => {
        assert.ok(planServiceAccounts().every((account) => !account.includes("frontend")));
    });

    it("can be taken by pods of this cluster only", () => {
        const [statement] = planTrust(aPlatform(), CLUSTER).Statement;
        assert.deepEqual(statement?.Principal, { Service: "pods.eks.amazonaws.com" });
        assert.deepEqual(statement.Condition, {
            StringEquals: { "aws:SourceAccount": "111111111111" },
            ArnEquals: { "aws:SourceArn": CLUSTER },
        });
    });

    it("allows nothing on every resource", () => {
        const { Statement } = planAccess(aPlatform(), {
            cacheUserId: "leanvibe-dev-app",
            databaseSecretArn: "arn:secret",
            dataKeyArn: "arn:data-key",
        });
        assert.deepEqual(
            Statement.flatMap((statement) => statement.Resource),
            [
                "arn:aws:elasticache:us-east-1:111111111111:replicationgroup:leanvibe-dev",
                "arn:aws:elasticache:us-east-1:111111111111:user:leanvibe-dev-app",
                "arn:secret",
                "arn:data-key",
                "arn:aws:rds:us-east-1:111111111111:db:leanvibe-dev",
            ],
        );
        assert.ok(Statement.every((statement) => statement.Action.every((action) => !action.includes("*"))));
    });
});
