import { arn, between, conflicts, length, matches, not, oneOf, Rule } from "../rules";

/** Ports that RDS gives an engine family when none is asked for. */
export const DEFAULT_PORTS: Readonly<Record<string, number>> = {
    postgres: 5432,
    mysql: 3306,
    mariadb: 3306,
    oracle: 1521,
    sqlserver: 1433,
    db2: 50000,
};

/** `postgres` for `postgres`, `oracle` for `oracle-ee`. */
export function engineFamily(engine: string): string {
    return engine.split("-")[0] ?? engine;
}

const RESERVED_USERS = new Set(["admin", "administrator", "postgres", "rdsadmin", "root", "rdsrepladmin"]);

/** What the provider, or RDS on sight of the request, refuses in an instance. */
export const instanceRules: readonly Rule[] = [
    matches("identifier", /^[0-9a-z-]+$/, "only lowercase alphanumeric characters and hyphens allowed in identifier"),
    matches("identifier", /^[a-z]/, "first character of identifier must be a letter"),
    matches(
        "identifier",
        /^(?!.*--)(?!.*-$)/,
        "identifier cannot contain two consecutive hyphens or end with a hyphen",
    ),
    length("identifier", 1, 63),
    conflicts("identifier", "identifierPrefix"),
    matches(
        "instanceClass",
        /^db\.[a-z0-9-]+\.[a-z0-9]+(\.tpc\d\.mem\dx)?$/,
        "expected an instance class such as db.t4g.medium",
    ),
    between("allocatedStorage", 5, 65536),
    between("maxAllocatedStorage", 0, 65536),
    (inputs, report) => {
        const [size, max] = [inputs.number("allocatedStorage"), inputs.number("maxAllocatedStorage")];
        if (size !== undefined && max !== undefined && max !== 0 && max <= size) {
            report("maxAllocatedStorage", "InvalidParameterCombination: must be 0 or greater than allocatedStorage");
        }
    },
    between("backupRetentionPeriod", 0, 35),
    between("port", 1150, 65535),
    oneOf("monitoringInterval", [0, 1, 5, 10, 15, 30, 60]),
    not(
        "monitoringRoleArn",
        "InvalidParameterCombination: a MonitoringRoleARN is required if MonitoringInterval is not 0",
        (inputs) => {
            return (inputs.number("monitoringInterval") ?? 0) > 0 && !inputs.has("monitoringRoleArn");
        },
    ),
    oneOf("storageType", ["standard", "gp2", "gp3", "io1", "io2"]),
    oneOf("enabledCloudwatchLogsExports[]", [
        "agent",
        "alert",
        "audit",
        "diag.log",
        "error",
        "general",
        "iam-db-auth-error",
        "listener",
        "notify.log",
        "oemagent",
        "postgresql",
        "slowquery",
        "trace",
        "upgrade",
    ]),
    matches(
        "backupWindow",
        /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
        'must satisfy the format of "hh24:mi-hh24:mi"',
    ),
    matches(
        "maintenanceWindow",
        /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/i,
        'must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi"',
    ),
    arn("kmsKeyId"),
    arn("monitoringRoleArn"),
    conflicts("password", "manageMasterUserPassword", "passwordWo"),
    not("masterUserSecretKmsKeyId", "masterUserSecretKmsKeyId needs manageMasterUserPassword", (inputs) => {
        return inputs.has("masterUserSecretKmsKeyId") && !inputs.has("manageMasterUserPassword");
    }),
    not(
        "manageMasterUserPassword",
        "one of password, passwordWo and manageMasterUserPassword is needed with a username",
        (inputs) => {
            const isNew =
                !inputs.has("replicateSourceDb") &&
                !inputs.has("snapshotIdentifier") &&
                !inputs.has("restoreToPointInTime");
            const hasPassword = ["password", "passwordWo", "manageMasterUserPassword"].some((path) => inputs.has(path));
            return isNew && inputs.has("username") && !hasPassword;
        },
    ),
    not("kmsKeyId", "InvalidParameterCombination: kmsKeyId needs storageEncrypted", (inputs) => {
        return (
            inputs.has("kmsKeyId") && inputs.flag("storageEncrypted") !== true && !inputs.isUnknown("storageEncrypted")
        );
    }),
    (inputs, report) => {
        for (const { path, value, shown } of inputs.each("username")) {
            if (
                typeof value === "string" &&
                (!/^[A-Za-z]\w{0,62}$/.test(value) ||
                    (RESERVED_USERS.has(value.toLowerCase()) && value.toLowerCase() !== "postgres"))
            ) {
                report(
                    path,
                    `InvalidParameterValue: MasterUsername ${shown} cannot be used as it is a reserved word used by the engine, or it has a wrong form (a letter, then letters, digits, _)`,
                );
            }
        }
    },
    matches("dbName", /^[A-Za-z_]\w{0,62}$/, "expected a letter or _, then letters, digits and _, at most 63"),
    oneOf("performanceInsightsRetentionPeriod", [
        7,
        ...Array.from({ length: 23 }, (_, month) => (month + 1) * 31),
        731,
    ]),
];
