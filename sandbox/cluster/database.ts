import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { enter, UNPRIVILEGED } from "./box";
import { DATABASE_USER, postgresAccess, postgresConfig } from "./config/database";
import { INSIDE, postgresProgram, type Layout } from "./layout";
import type { Programs } from "./programs";

const run = promisify(execFile);

const superuser = "postgres";

/** Makes PostgreSQL's folder; the program that will use it may not run yet. */
export async function makeDatabaseCluster(layout: Layout, box: number, programs: Programs): Promise<void> {
    const folder = `${INSIDE.database}/cluster`;
    await inside(box, programs, [
        postgresProgram("initdb"),
        ...["--pgdata", folder, "--username", superuser, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"],
        "--no-sync",
    ]);
    const outside = path.join(layout.database, "cluster");
    fs.appendFileSync(path.join(outside, "postgresql.conf"), postgresConfig());
    fs.writeFileSync(path.join(outside, "pg_hba.conf"), postgresAccess());
}

/**
 * Makes the application's user and database. As RDS's main user may, it may create extensions; here that takes a superuser.
 *
 * @param name the database's name
 */
export async function makeDatabase(name: string, box: number, programs: Programs): Promise<void> {
    const statements = [
        `CREATE ROLE ${DATABASE_USER} LOGIN SUPERUSER`,
        `CREATE DATABASE ${name} OWNER ${DATABASE_USER}`,
    ];
    await inside(box, programs, [
        postgresProgram("psql"),
        ...["--host", INSIDE.temporary, "--username", superuser, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"],
        ...statements.flatMap((statement) => ["--command", statement]),
    ]);
}

async function inside(box: number, programs: Programs, command: readonly string[]): Promise<void> {
    const [file = "", ...args] = enter(box, command, UNPRIVILEGED);
    await run(file, args, { cwd: "/", env: programs.environment });
}
