import { strict as assert } from "node:assert";

import { Engine, Existing, urnOf } from "./harness";
import { operations } from "./operations";
import { secretOperations } from "./secrets";
import { subjects } from "./subjects";
import { unknownOperations } from "./unknowns";

/** The table: every type that the stand-ins know by every operation of the protocol. */
for (const subject of subjects) {
    const urn = urnOf(subject.type);

    describe(`a stand-in ${subject.type}`, () => {
        let engine: Engine;
        let existing: Existing;

        before(async () => {
            engine = await subject.start(subject.sample);
            const { inputs, failures } = await engine.check(urn, subject.sample);
            assert.deepEqual(failures, []);
            existing = await engine.create(urn, inputs);
        });
        after(() => {
            engine.stop();
        });

        for (const { says, run, concerns } of [...operations, ...unknownOperations, ...secretOperations]) {
            if (concerns?.(subject) !== false) {
                it(says, () => run({ subject, urn, engine, existing }));
            }
        }
    });
}
