/** What a trial may find cold or warm, and how a round's choice is made from the seed. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The folders of one trial. */
export interface Places {
    checkout: string;
    home: string;
    /** TMPDIR of everything that the trial runs. */
    temporary: string;
}

/** One thing that a step keeps for the next time. */
export interface Cache {
    name: string;
    /** How likely a round is to begin without it, 0 to 1; what takes minutes to make again goes less often. */
    chance: number;
    folders: (places: Places) => string[];
}

const inHome =
    (...parts: string[]) =>
    (places: Places) => [join(places.home, ...parts)];
const inCheckout =
    (...parts: string[]) =>
    (places: Places) => [join(places.checkout, ...parts)];

const goModules: Cache = { name: "Go modules", chance: 0.15, folders: inHome("go", "pkg", "mod") };
const goBuild: Cache = { name: "Go build", chance: 0.2, folders: inHome(".cache", "go-build") };
const tools: Cache = { name: "tools", chance: 0.2, folders: inHome(".cache", "leanvibe-agent-hive") };

export const caches: Cache[] = [
    { name: "clone", chance: 0.4, folders: ({ checkout }) => [checkout] },
    { name: "npm cache", chance: 0.4, folders: inHome(".npm") },
    { name: "packages", chance: 0.4, folders: inCheckout("node_modules") },
    goModules,
    goBuild,
    tools,
    { name: "plugins", chance: 0.5, folders: inCheckout(".sandbox", "pulumi-home") },
    { name: "sandbox", chance: 0.4, folders: inCheckout(".sandbox") },
    {
        name: "lint and tsx",
        chance: 0.5,
        folders: ({ checkout, temporary }) => [
            join(checkout, "node_modules", ".cache"),
            ...readdirSync(temporary)
                .filter((name) => name.startsWith("tsx-"))
                .map((name) => join(temporary, name)),
        ],
    },
];

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let value = Math.imul(state ^ (state >>> 15), state | 1);
        value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
        return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** What a round begins without: everything in the first, then by chance; Go's caches matter only when the tools are gone too. */
export function chooseCold(round: number, random: () => number): Set<Cache> {
    if (round === 1) return new Set(caches);
    const cold = new Set(caches.filter(({ chance }) => random() < chance));
    if (cold.has(goModules) || cold.has(goBuild)) cold.add(tools);
    return cold;
}

/** Removes a folder, Go's module cache included, which forbids it by its modes. */
export function removeFolder(folder: string): void {
    if (!existsSync(folder)) return;
    execFileSync("chmod", ["-R", "u+w", folder]);
    rmSync(folder, { recursive: true, force: true });
}
