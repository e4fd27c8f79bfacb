import { fixed, made, ResourceDefinition } from "../definition";
import { length } from "../rules";

/** A snapshot that somebody asked for; RDS keeps it when the instance goes. */
export const snapshot: ResourceDefinition = {
    id: (facts) => facts.text("dbSnapshotIdentifier"),
    required: ["dbInstanceIdentifier", "dbSnapshotIdentifier"],
    replaceOn: ["dbInstanceIdentifier", "dbSnapshotIdentifier"],
    sets: ["sharedAccounts"],
    computed: {
        allocatedStorage: fixed(20),
        availabilityZone: made((facts) => `${facts.region}a`),
        dbSnapshotArn: made(
            (facts) => facts.arn("rds", `snapshot:${facts.text("dbSnapshotIdentifier")}`),
            "dbSnapshotIdentifier",
        ),
        encrypted: fixed(true),
        engine: fixed("postgres"),
        engineVersion: fixed(""),
        iops: fixed(0),
        kmsKeyId: fixed(""),
        licenseModel: fixed("postgresql-license"),
        optionGroupName: fixed(""),
        port: fixed(5432),
        snapshotType: fixed("manual"),
        sourceDbSnapshotIdentifier: fixed(""),
        sourceRegion: fixed(""),
        status: fixed("available"),
        storageType: fixed("gp3"),
        vpcId: fixed(""),
    },
    rules: [length("dbSnapshotIdentifier", 1, 255)],
    refers: [{ path: "dbInstanceIdentifier", type: "aws:rds/instance:Instance", by: "identifier" }],
    unique: {
        by: "dbSnapshotIdentifier",
        error: (name) =>
            `DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
    },
};
