import { z } from "zod";

import { choice, choiceWithDefault, described, flag, text, textWithDefault, whole, wholeWithDefault } from "./fields";

/**
 * What a stack says of its release: which version each colour has, which colour is live, and how a switch is judged.
 * Rules over more than one key are in rules.ts and components/release/drain.ts.
 */

const digest = textWithDefault(
    /^(sha256:[0-9a-f]{64})?$/,
    "",
    "a digest such as sha256:…, 64 hexadecimal digits, or nothing",
    "copy it from the registry, or leave the key out to take the image by its tag",
);

/** The images of one colour. */
const version = z.strictObject({
    /** Tag of the release. It is the label app.kubernetes.io/version too, so it has the form of a label's value. */
    tag: described(z.string().regex(/^(?!latest$)[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/), {
        allowed: "a fixed image tag, not latest: up to 63 letters, digits and any of ._- between them",
        fix: 'name the release in quotes, for example "2.0.0"',
    }),
    /** Digests that pin the images; without one an image is taken by its tag. */
    digests: z.strictObject({ api: digest, worker: digest, frontend: digest }),
});

const seconds = (min: number, max: number, value: number) => wholeWithDefault(min, max, value, "seconds");
const percent = (min: number, max: number, value: number) => wholeWithDefault(min, max, value, "percent");
const milliseconds = (value: number) => wholeWithDefault(1, 60_000, value, "milliseconds");

/** The `release` key. */
export const release = z.strictObject({
    /** The colour that has the traffic. */
    live: choice(["blue", "green"], "choose the live colour"),
    /** Rises with every release and every rollback, and never falls. */
    generation: whole(1, 1_000_000_000, "releases so far"),
    blue: version,
    green: version,
    /** What the live-to-be colour must show on its own Service before it gets traffic. */
    verify: z.strictObject({
        /** Paths of the API that are asked; each must answer with a status below 400. */
        paths: described(
            z
                .array(text(/^\/[\w~!$&'()*+,;=:@%./?-]{0,250}$/, "a path that begins with /", "write it like /ready"))
                .default(["/health", "/ready"]),
            { allowed: "a list of paths", fix: "list them, for example [/ready, /api/version]" },
        ),
        /** Requests of the short load. */
        requests: wholeWithDefault(10, 10_000, 60, "requests"),
        /** How many of them may be in flight at once. */
        concurrency: wholeWithDefault(1, 64, 4, "requests at once"),
        /** Share of wrong answers that passes. */
        maxErrorPercent: percent(0, 100, 0),
        /** 95th percentile of the answers' times that passes. */
        maxP95Milliseconds: milliseconds(500),
    }),
    /** Shares of the API's traffic that the new version gets before all of it. */
    canary: z.strictObject({
        /** Rising shares; none moves everything at once. */
        steps: described(z.array(whole(1, 99, "percent")).default([5]), {
            allowed: "a list of rising percentages, or an empty one to move everything at once",
            fix: "write it like [5, 25, 50]",
        }),
        /** How long each share is watched. */
        stepSeconds: seconds(2, 3600, 10),
    }),
    /** What is a breach, while a new version has some or all of the traffic. */
    watch: z.strictObject({
        /** Time between two looks at every pod's /metrics. */
        intervalSeconds: seconds(1, 60, 1),
        /** Share of 5xx answers above which a look is bad. */
        maxErrorPercent: percent(0, 100, 5),
        /** 95th percentile above which a look is bad. */
        maxP95Milliseconds: milliseconds(1000),
        /** Bad looks in a row that make a breach. */
        breachSamples: wholeWithDefault(1, 100, 2, "looks in a row"),
        /** How long the new version is watched once it has all of the traffic. */
        bakeSeconds: seconds(5, 86_400, 30),
    }),
    /** How long what serves a request may take to go; see components/release/drain.ts for what must hold between them. */
    drain: z.strictObject({
        /** Time until every gateway and node knows that a pod is going: 15 s covers an AWS load balancer. */
        endpointPropagationSeconds: seconds(0, 300, 15),
        /** Pause of a pod that serves requests, before it is told to end. */
        preStopSeconds: seconds(0, 300, 15),
        /** The longest request that is let finish. */
        longestRequestSeconds: seconds(1, 3600, 30),
        /** Time from the start of the pause until a pod is killed. */
        terminationGraceSeconds: seconds(1, 7200, 60),
        /** How long the gateway lets open requests of a leaving pod finish. */
        deregistrationDelaySeconds: seconds(0, 3600, 60),
        /** Idle time after which the gateway drops a connection to a pod. */
        gatewayIdleSeconds: seconds(1, 4000, 60),
        /** Idle time after which API and nginx drop it. */
        keepAliveSeconds: seconds(1, 4100, 75),
    }),
    migration: z.strictObject({
        /** Whether migrations that remove something may run; a snapshot of the database is then made, and kept. */
        contract: flag(false),
        /** What must be possible before a migration runs: a restore to a moment just now, or nothing. */
        restorePoint: choiceWithDefault(["point-in-time", "none"], "point-in-time", "choose how to get back"),
    }),
});

/** The `gateway` key: who implements the Gateway API in the cluster. */
export const gateway = z.strictObject({
    /** The controller that the GatewayClass names: on EKS Auto Mode the platform's own. */
    controller: textWithDefault(
        // https://gateway-api.sigs.k8s.io/reference/spec/#gatewaycontroller, as the API server checks it.
        /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/,
        "eks.amazonaws.com/gateway-alb",
        "a controller's name: a domain, a slash and a path, 253 characters at most",
        "copy it from the controller's documentation",
    ),
    /** Port that the gateway listens on. */
    port: described(z.int().min(1).max(65_535).default(80), {
        allowed: "a port from 1 to 65535",
        fix: "set the port of the gateway's listener",
    }),
});
