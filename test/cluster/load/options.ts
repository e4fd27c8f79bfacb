import { z } from "zod";

/** What a request does: read an acknowledged event, write one, look for similar ones, add a stream entry, ask who answers. */
export const kinds = ["read", "write", "similar", "task", "version"] as const;
export type Kind = (typeof kinds)[number];

/** Above this many new connections a second the machine's own ports run out: each is held for a minute after its use. */
const mostFreshPerSecond = 100;

const share = z.number().min(0);
const count = z.int().min(0);

/** What a load is told. Only `url` is needed. */
export const optionsSchema = z.strictObject({
    /** Where requests go: `http://127.0.0.1:18000`. */
    url: z.url({ protocol: /^http$/ }),
    /** The Host header, for a gateway that routes by it. Default: the URL's. */
    host: z.string().min(1).optional(),
    /** Requests begun each second, whether or not earlier ones have been answered (an open loop). */
    requestsPerSecond: z.number().positive().max(2000).default(200),
    /** Of them, how many use a connection of their own; at most 100, lest local ports run out. */
    freshPerSecond: z.number().min(0).max(mostFreshPerSecond).default(20),
    /** How long; without it until `stop`. */
    seconds: z.number().positive().optional(),
    /** Kept-alive connections at most. */
    connections: z.int().min(1).max(500).default(32),
    /** The kinds' shares of the requests, relative to each other. */
    mix: z
        .strictObject({ read: share, write: share, similar: share, task: share, version: share })
        .partial()
        .refine((mix) => Object.values(mix).some((value) => value > 0), "give at least one kind a share above 0")
        .default({ read: 55, write: 20, similar: 10, task: 5, version: 10 }),
    /** WebSockets held open. */
    sockets: count.max(2000).default(10),
    /** Pause between a socket's messages. */
    messageMilliseconds: z.int().min(10).default(1000),
    /** How long an answer may take before the request counts as failed. */
    timeoutMilliseconds: z.int().min(1000).default(5000),
    /** Requests under way at most; what would be one more is a failure of the load's own. */
    mostUnderWay: z.int().min(1).default(1000),
    /** At the end, whether every acknowledged write is looked for. */
    verify: z.boolean().default(true),
    /** At the end, how long workers have for the acknowledged stream entries. 0: they are not looked for. */
    taskSeconds: z.number().min(0).default(60),
});

/** What callers give: everything with a default may be left out. */
export type LoadOptions = z.input<typeof optionsSchema>;
/** Options with their defaults filled in. */
export type Options = z.output<typeof optionsSchema>;

/** The options, filled in; throws an Error that names each wrong one. */
export function readOptions(given: unknown): Options {
    const { data, error } = optionsSchema.safeParse(given);
    if (data) return data;
    const faults = error.issues.map(({ path, message }) => `${path.join(".") || "options"}: ${message}`);
    throw new Error(`The load cannot be run: ${faults.join("; ")}.`);
}
