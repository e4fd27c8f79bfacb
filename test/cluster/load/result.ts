import type { Kind } from "./options";

/** Milliseconds since 1970, as Date.now() gives. */
export type Instant = number;

/** A request, or a WebSocket, that did not go as it should. Nothing is tried again, so each is one. */
export interface Failure {
    /** When it was known to have failed. */
    at: Instant;
    /** When the request was begun; for a WebSocket, when it was opened. */
    began: Instant;
    kind: Kind | "socket";
    connection: "kept" | "fresh" | "socket";
    /** The answer's status, if there was one. */
    status?: number;
    /** An error's code and message, or what was wrong with the answer. */
    error?: string;
    /** Who answered, if someone did: `2.0.0 blue`. */
    version?: string;
    /** Whether the load itself is to blame (no local port, file or room left), and not what it loads. */
    own: boolean;
}

/** A stretch of time in which a version answered without a pause of a second or more. */
export interface Answers {
    /** `2.0.0 blue`: what the application says of itself. */
    version: string;
    first: Instant;
    last: Instant;
    answers: number;
}

/** Milliseconds, to three significant digits. */
export interface Latency {
    p50: number;
    p95: number;
    p99: number;
    max: number;
}

/** Requests of one kind. */
export interface KindResult extends Latency {
    requests: number;
    failed: number;
}

/** WebSockets: what they did, beside the failures among `failures`. */
export interface SocketResult {
    opened: number;
    /** Messages answered. */
    messages: number;
    /** Connections made anew after the other side's close frame, as it asks for. */
    reconnected: number;
    /** Messages sent again, because the close frame came before the answer. */
    resent: number;
    /** Close codes received, and how often. */
    closed: Record<string, number>;
}

/** What became of what was acknowledged. */
export interface Verified {
    acknowledged: number;
    missing: number;
    /** Ids of missing ones, 20 at most. */
    examples: string[];
}

/** How a load went. */
export interface LoadResult {
    began: Instant;
    ended: Instant;
    /** Requests begun: answered, failed, or failed by the load's own fault. WebSockets are not among them. */
    requests: number;
    /** Failures of what is loaded, WebSockets' included. A run without loss has 0. */
    failed: number;
    /** Failures of the load itself. Above 0 the run says little: repeat it with less. */
    ownFailed: number;
    /** Every failure of both kinds, in order; after the first 100,000 they are only counted. */
    failures: Failure[];
    kinds: Partial<Record<Kind, KindResult>>;
    /** Of all answered requests, from begin to the end of the answer. */
    latency: Latency;
    /** How late requests were begun, because this machine was busy: large numbers make the latencies doubtful. */
    lag: Latency;
    /** Who answered, and when; in order of the first answer. */
    versions: Answers[];
    sockets: SocketResult;
    /** Undefined when not asked for. `missing` above 0 is a lost write. */
    writes?: Verified;
    /** Undefined when not asked for. `duplicates`: deliveries beyond the first. */
    tasks?: Verified & { duplicates: number };
    /** Why the above could not be looked up. */
    verifyError?: string;
}

/** Where a load is; told each second. */
export interface Progress {
    at: Instant;
    requests: number;
    failed: number;
    ownFailed: number;
    versions: Answers[];
}

/** A line of the load's standard output. */
export type Line =
    | { type: "began"; at: Instant }
    | ({ type: "failure" } & Failure)
    | ({ type: "progress" } & Progress)
    | ({ type: "result" } & LoadResult);
