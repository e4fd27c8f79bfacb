import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Checkout, type RunOptions } from "./checkout";
import { assertGolden, difference, previewedGraph } from "./graph";

/** What a machine is that has nothing in common with this one; each is looked for in the graph afterwards. */
const planted = {
    home: "/planted-home/somebody",
    user: "planted-user",
    hostname: "planted-hostname",
    temporary: "planted-temporary",
    /** The day on which the other machine's clock stands. */
    date: "2031-02-03",
};
/** In this locale and time zone, capital letters, the order of words and the date are others than here. */
const locale = { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" };

/** Sets the clock of the process that loads it, and notes what the process sees of its machine. */
const disguise = (notes: string) => `
import { appendFileSync } from "node:fs";
import { hostname } from "node:os";

const RealDate = Date;
const shift = RealDate.parse("${planted.date}T12:00:00Z") - RealDate.now();
const now = () => RealDate.now() + shift;
globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
appendFileSync("${notes}", [new Date().toISOString().slice(0, 10), hostname(), locale, timeZone].join(" ") + "\\n");
`;

/** A checkout on another machine: another folder, home, user, locale, time zone, host name and day. */
class OtherMachine extends Checkout {
    private readonly notes = this.path("notes.txt");
    readonly options: RunOptions = {
        env: {
            HOME: planted.home,
            USER: planted.user,
            LOGNAME: planted.user,
            TMPDIR: this.path(planted.temporary),
            ...locale,
        },
        within: ["unshare", "--map-root-user", "--uts", "sh", "-c", `hostname ${planted.hostname} && exec "$@"`, "sh"],
    };

    constructor() {
        super();
        fs.mkdirSync(this.path(planted.temporary));
        const file = "components/clock";
        fs.writeFileSync(this.path(`${file}.ts`), disguise(this.notes));
        for (const main of ["index.ts", ...["aws", "eks", "kubernetes"].map((p) => `sandbox/providers/${p}/main.ts`)]) {
            const folder = path.posix.relative(path.posix.dirname(main), ".") || ".";
            this.edit(main, (text) => `import "${folder}/${file}";\n${text}`);
        }
    }

    /** What the program and the plugins saw of their machine, once each. */
    seen(): string[] {
        return [...new Set(fs.readFileSync(this.notes, "utf8").trim().split("\n"))];
    }
}

describe("the resource graph", function () {
    this.timeout(240_000);
    let here: Checkout;
    let there: OtherMachine;

    before(() => {
        here = new Checkout();
        there = new OtherMachine();
    });
    after(() => {
        here.remove();
        there.remove();
    });

    it("is byte for byte the same twice, and on two machines", async () => {
        const first = await previewedGraph(here, "dev");
        const kept = here.path("first.yaml");
        fs.renameSync(first, kept);
        assert.equal(difference(kept, await previewedGraph(here, "dev")), "", "twice on one machine");

        const elsewhere = await previewedGraph(there, "dev", there.options);
        assert.deepEqual(there.seen(), [`${planted.date} ${planted.hostname} tr-TR ${locale.TZ}`]);
        assert.equal(difference(kept, elsewhere), "", "on another machine");
    });

    for (const stack of ["staging", "prod"]) {
        it(`of ${stack} is the one that was reviewed, on any machine`, async () => {
            assertGolden(stack, await previewedGraph(there, stack, there.options));
        });
    }

    it("names nothing of the machine or the day", () => {
        const today = new Date().toISOString().slice(0, 10);
        for (const stack of ["dev", "staging", "prod"]) {
            const graph = fs.readFileSync(there.path(`graph-${stack}.yaml`), "utf8");
            for (const fact of [...Object.values(planted), there.folder, here.folder, today]) {
                assert.ok(!graph.includes(fact), `${stack} holds ${fact}`);
            }
        }
    });
});
