import { Load } from "../../test/cluster/load";
import type { Platform, Timed } from "../../test/cluster/platform";
import type { Experiment, Findings } from "../experiment";

const GOOD = "2.1.0";
const FAILING = "2.2.0";

async function run(platform: Platform, findings: Findings): Promise<void> {
    const rows: (string | number)[][] = [];
    const release = async (version: string, what: string, code: number): Promise<Timed> => {
        const before = await platform.schema();
        const load = await Load.start({ url: platform.cluster.gatewayUrl, requestsPerSecond: 50, sockets: 5 });
        const outcome = await platform.release(version, "--canary", "none");
        const { requests, failed, writes, tasks, kinds } = await load.stop();
        const after = await platform.schema();
        findings.expect(outcome.code === code, `${what} ends with ${String(code)}: ${outcome.output.slice(-1500)}`);
        findings.expect(failed === 0, `${what}: no request fails, but ${String(failed)} did`);
        findings.expect(writes?.missing === 0 && tasks?.missing === 0, `${what}: nothing acknowledged is lost`);
        const answered = (kinds.similar?.requests ?? 0) - (kinds.similar?.failed ?? 0);
        findings.expect(answered > 0, `${what}: vector queries are answered`);
        const schema = before === after ? "as before" : "changed";
        rows.push([what, String(outcome.code), schema, requests, failed, writes?.missing ?? "?", answered]);
        findings.expect((before === after) === (code === 1), `${what}: the schema is ${schema}`);
        return outcome;
    };
    const failure = await release(FAILING, "a migration that fails half-way", 1);
    const said = failure.stderr.split("\n").find((line) => line.includes("The migration for")) ?? "";
    findings.expect(said.includes("0003"), "the message names the revision that failed");
    findings.note(`What the operator is told of the first:\n\n> ${said.trim()}`);
    const back = await platform.command("rollback");
    findings.expect(back.code === 0, `the rollback after it succeeds: ${back.output.slice(-500)}`);
    await release(GOOD, "a migration that succeeds", 0);
    const columns = ["release with", "exit", "schema", "requests", "failed", "writes lost", "vector queries answered"];
    findings.table(columns, rows);
}

/** A failing migration changes nothing; a good one serves. */
export const migrations: Experiment = {
    name: "migrations",
    title: "Migrations, failing and good",
    about: "Two releases under 50 requests/s: one whose Alembic revision 0003 fails after half of its work, and one where it succeeds. The schema is what `pg_dump` would show: tables, columns, indexes, and the revision that Alembic has written down.",
    versions: [
        { version: "2.0.0" },
        { version: FAILING, head: "0003", faults: { failMigration: true } },
        { version: GOOD, head: "0003" },
    ],
    run,
};
