import * as assert from "node:assert/strict";
import { planRecovery } from "../../../components/database/recovery";
import { platformOf } from "../../../components/platform";
import { stepsOf } from "../../../components/release/steps";
import { planSwitch } from "../../../release/rollback";
import { TRAFFIC } from "../application/application";
import { devWith, load } from "../config/support";

describe("the switch that a rollback starts before the engine", function () {
    // The chart is rendered four times.
    this.timeout(60_000);

    it("is the very Job that the program plans, with the program that it mounts, so that the update adopts both", async () => {
        const config = load(devWith({ "release.live": "green", "release.generation": 7 }));
        const planned = stepsOf({
            namespace: "leanvibe",
            environment: config.environment,
            kubernetesVersion: config.cluster.version,
            application: config.application,
            release: config.release,
            traffic: TRAFFIC,
            recovery: planRecovery(platformOf("leanvibe-agent-hive", config), config.release),
        }).flatMap(({ objects }) => objects);
        const objects = await planSwitch(config);
        assert.deepEqual(
            objects.map(({ kind }) => kind),
            ["ConfigMap", "Job"],
        );
        for (const object of objects) {
            const [same] = planned.filter(({ metadata }) => metadata.name === object.metadata.name);
            assert.deepEqual(object, same);
        }
        assert.match(objects[1]?.metadata.name ?? "", /^leanvibe-switch-green-[0-9a-f]{10}$/);
    });
});
