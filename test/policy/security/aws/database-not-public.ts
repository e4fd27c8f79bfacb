import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { databaseNotPublic } from "../../../../policies/security/rules/aws/database-not-public";

function instance(props: object): CaseResource {
    return { type: "aws:rds/instance:Instance", props };
}

export const table: RuleTable = {
    rule: databaseNotPublic,
    good: [
        { name: "a private instance", given: instance({ publiclyAccessible: false }) },
        { name: "an instance that says nothing", given: instance({}) },
    ],
    bad: [
        { name: "a public instance", given: instance({ publiclyAccessible: true }), at: "publiclyAccessible" },
        {
            name: "a public instance of a cluster",
            given: { type: "aws:rds/clusterInstance:ClusterInstance", props: { publiclyAccessible: true } },
            at: "publiclyAccessible",
        },
    ],
    unknown: [
        { name: "an unknown setting", given: instance({ publiclyAccessible: UNKNOWN }), at: "publiclyAccessible" },
    ],
};
