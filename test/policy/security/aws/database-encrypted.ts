import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { databaseEncrypted } from "../../../../policies/security/rules/aws/database-encrypted";

function instance(props: object): CaseResource {
    return { type: "aws:rds/instance:Instance", props };
}

function cluster(props: object): CaseResource {
    return { type: "aws:rds/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: databaseEncrypted,
    good: [
        { name: "an encrypted instance", given: instance({ storageEncrypted: true }) },
        { name: "an encrypted cluster", given: cluster({ storageEncrypted: true }) },
    ],
    bad: [
        { name: "an instance that says nothing", given: instance({ engine: "postgres" }), at: "storageEncrypted" },
        {
            name: "an instance without encryption",
            given: instance({ storageEncrypted: false }),
            at: "storageEncrypted",
        },
        { name: "a cluster that says nothing", given: cluster({}), at: "storageEncrypted" },
        {
            name: "a global cluster that says nothing",
            given: { type: "aws:rds/globalCluster:GlobalCluster", props: {} },
            at: "storageEncrypted",
        },
    ],
    unknown: [{ name: "an unknown setting", given: instance({ storageEncrypted: UNKNOWN }), at: "storageEncrypted" }],
};
