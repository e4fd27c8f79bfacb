import { ProviderError } from "../../protocol/service";
import { Account } from "../account";
import { Facts } from "../definition";
import { engineFamily } from "./rds-instance";

const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** Refuses a new instance whose parameter group is of another engine version, as RDS does. */
export function admitInstance(facts: Facts, account: Account): void {
    checkFamily("creating", facts, account);
}

/**
 * Refuses the version changes that RDS refuses: a step back, a major one that the program did not permit, and one that
 * the parameter group does not go with.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
 */
export function amendInstance(before: Facts, after: Facts, account: Account): void {
    const [old, wanted] = [before, after].map((facts) => facts.text("engineVersion"));
    const [oldMajor, wantedMajor] = [before, after].map(majorOf);
    if (old !== undefined && wanted !== undefined && old !== wanted) {
        if (isEarlier(wanted, old)) {
            const [from, to] = [before, after].map((facts) => facts.shown("engineVersion"));
            throw refusal("updating", `Cannot upgrade ${after.text("engine")} from ${from} to ${to}`);
        }
        const isMajor = oldMajor !== undefined && wantedMajor !== undefined && oldMajor !== wantedMajor;
        if (isMajor && after.input("allowMajorVersionUpgrade") !== true) {
            throw refusal(
                "updating",
                "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
            );
        }
    }
    if (old !== wanted || before.text("parameterGroupName") !== after.text("parameterGroupName")) {
        checkFamily("updating", after, account);
    }
}

function checkFamily(verb: string, facts: Facts, account: Account): void {
    const name = facts.text("parameterGroupName");
    const major = majorOf(facts);
    const group = account.all(PARAMETER_GROUP).find(({ outputs }) => outputs.name === name);
    const family = group?.outputs.family;
    const wanted = `${facts.text("engine")}${major ?? ""}`;
    if (major !== undefined && typeof family === "string" && family !== wanted) {
        throw refusal(
            verb,
            `The Parameter Group ${facts.shown("parameterGroupName")} with DBParameterGroupFamily ${family} cannot be used for this instance. ` +
                `Please use a Parameter Group with DBParameterGroupFamily ${wanted}`,
        );
    }
}

/** The part of the version that a parameter group's family names: `16` of 16.10, `8.4` of MySQL 8.4.3. */
function majorOf(facts: Facts): string | undefined {
    const parts = facts.text("engineVersion").split(".");
    switch (engineFamily(facts.text("engine"))) {
        case "postgres":
            return parts[0] === "" ? undefined : parts[0];
        case "mysql":
        case "mariadb":
            return parts.length < 2 ? undefined : parts.slice(0, 2).join(".");
        default:
            return undefined;
    }
}

function isEarlier(wanted: string, old: string): boolean {
    const [left, right] = [wanted, old].map((version) => version.split(".").map(Number));
    // A version that names fewer parts leaves the others to RDS.
    const differing = left?.findIndex((part, index) => right?.[index] !== undefined && part !== right[index]) ?? -1;
    return differing >= 0 && (left?.[differing] ?? 0) < (right?.[differing] ?? 0);
}

function refusal(verb: string, message: string): ProviderError {
    return new ProviderError(`${verb} RDS DB Instance: api error InvalidParameterCombination: ${message}`);
}
