import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatCpu, formatMemory, parseCpu, parseMemory } from "../../../components/application/quantity";

describe("application: quantities", () => {
    it("read cores, fractions and millicores as millicores", () => {
        assert.deepEqual(["500m", "2", "0.25", "1.5"].map(parseCpu), [500, 2000, 250, 1500]);
    });

    it("read binary units as bytes", () => {
        assert.deepEqual(["1Ki", "512Mi", "2Gi"].map(parseMemory), [1024, 536_870_912, 2_147_483_648]);
    });

    it("give CPU back as it was read", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 10_000_000 }), (millicores) => {
                assert.equal(parseCpu(formatCpu(millicores)), millicores);
            }),
        );
    });

    it("never give less memory than was read, and less than a Mi more", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (bytes) => {
                const surplus = parseMemory(formatMemory(bytes)) - bytes;
                assert.ok(surplus >= 0 && surplus < 2 ** 20);
            }),
        );
    });

    it("refuse what Kubernetes would read differently, naming what is allowed", () => {
        for (const cpu of ["", "500M", "half", "1e3", "-1", "0.0001"]) {
            assert.throws(() => parseCpu(cpu), {
                message: `"${cpu}" is no amount of CPU: write cores ("2", "0.5") or millicores ("500m")`,
            });
        }
        for (const memory of ["", "512", "512M", "512MiB", "1.5Gi", "Mi"]) {
            assert.throws(() => parseMemory(memory), /is no amount of memory: write a whole number of Ki, Mi or Gi/);
        }
    });
});
