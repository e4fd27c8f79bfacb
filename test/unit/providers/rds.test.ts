import { strict as assert } from "node:assert";

import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import { PropertyMap, Secret } from "../../../sandbox/providers/protocol/value";
import { Engine, Existing, urnOf } from "./harness";
import { samples } from "./samples";
import { AWS_CONFIG } from "./subjects";

const INSTANCE = "aws:rds/instance:Instance";
const GROUP = "aws:rds/parameterGroup:ParameterGroup";

describe("a database of the aws stand-in", () => {
    let engine: Engine;
    let existing: Existing;

    const inputs = (change: PropertyMap = {}): PropertyMap => ({
        ...samples[INSTANCE],
        dbSubnetGroupName: null,
        vpcSecurityGroupIds: null,
        parameterGroupName: "hive-postgres16",
        ...change,
    });
    const update = async (change: PropertyMap) => {
        const checked = await engine.check(urnOf(INSTANCE), inputs(change), existing.inputs);
        return engine.update(urnOf(INSTANCE), existing, checked.inputs);
    };

    beforeEach(async () => {
        engine = await Engine.direct(new AwsProvider("7.48.0"), AWS_CONFIG);
        for (const family of ["postgres16", "postgres17"]) {
            await engine.make(urnOf(GROUP, family), { name: `hive-${family}`, family });
        }
        existing = await engine.make(urnOf(INSTANCE), inputs());
    });
    afterEach(() => {
        engine.stop();
    });

    const seventeen = { engineVersion: "17.4", parameterGroupName: "hive-postgres17" };
    const REFUSED: readonly [string, PropertyMap, RegExp][] = [
        [
            "a major version that the program did not permit",
            seventeen,
            /The AllowMajorVersionUpgrade flag must be present/,
        ],
        [
            "a major version with the old one's parameter group",
            { engineVersion: "17.4", allowMajorVersionUpgrade: true },
            /hive-postgres16 with DBParameterGroupFamily postgres16 cannot be used.*DBParameterGroupFamily postgres17$/,
        ],
        [
            "a secret parameter group of another version",
            { parameterGroupName: new Secret("hive-postgres17") },
            /The Parameter Group \[secret\] with/,
        ],
        ["a step back", { engineVersion: "16.9" }, /Cannot upgrade postgres from 16.10 to 16.9$/],
    ];
    for (const [what, change, reason] of REFUSED) {
        it(`is refused ${what}`, async () => {
            await assert.rejects(update(change), reason);
        });
    }

    it("takes a minor version, a version left to RDS, and a major one that is permitted with its parameter group", async () => {
        await update({ engineVersion: "16.11" });
        await update({ engineVersion: "16" });
        const upgraded = await update({ ...seventeen, allowMajorVersionUpgrade: true });
        assert.equal(upgraded.engineVersionActual, "17.4");
    });

    it("goes by the first two numbers of a MySQL version", async () => {
        const mysql = { engine: "mysql", parameterGroupName: null, identifier: "hive-mysql" };
        const made = await engine.make(urnOf(INSTANCE, "mysql"), inputs({ ...mysql, engineVersion: "8.0.40" }));
        const change = (engineVersion: string) =>
            engine.update(urnOf(INSTANCE, "mysql"), made, { ...made.inputs, engineVersion });
        await change("8.0.41");
        await assert.rejects(change("8.4.3"), /AllowMajorVersionUpgrade/);
    });

    it("is not made with another version's parameter group", async () => {
        const other = inputs({ identifier: "other", parameterGroupName: "hive-postgres17" });
        await assert.rejects(
            engine.make(urnOf(INSTANCE, "other"), other),
            /creating RDS DB Instance.*postgres17 cannot/,
        );
    });

    it("holds on to its parameter group until it has another one or goes", async () => {
        const group = { id: "hive-postgres16", inputs: {}, outputs: {} };
        const refusal = /InvalidDBParameterGroupState: .* members of this parameter group hive-postgres16, so/;
        await assert.rejects(engine.delete(urnOf(GROUP, "postgres16"), group), refusal);
        await update({ ...seventeen, allowMajorVersionUpgrade: true });
        await engine.delete(urnOf(GROUP, "postgres16"), group);
    });

    it("does not tell a secret name of the parameter group that it holds on to", async () => {
        const name = new Secret("hunter2");
        const urn = urnOf(GROUP, "hidden");
        const group = await engine.make(urn, { name, family: "postgres16" });
        await update({ parameterGroupName: name });
        await assert.rejects(engine.delete(urn, group), /members of this parameter group \[secret\], so/);
    });
});
