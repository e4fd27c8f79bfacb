/** What the application's tests share: a configuration with good defaults, and arbitrary ones. */
import * as fc from "fast-check";
import { COLOURS, type TrafficConfig, type ValuesRequest } from "../../../components/application/plan";
import type { ApplicationConfig, Environment, ReleaseConfig } from "../../../components/config";
import { anyRelease, releaseConfig } from "../release/release";

/** A configuration that the chart accepts. */
export function applicationConfig(overrides: Partial<ApplicationConfig> = {}): ApplicationConfig {
    return {
        imageRepository: "111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe",
        api: { minReplicas: 2, maxReplicas: 10, cpu: "500m", memory: "512Mi" },
        worker: { minReplicas: 1, maxReplicas: 5, cpu: "1", memory: "1Gi" },
        frontend: { minReplicas: 3, maxReplicas: 4, cpu: "100m", memory: "128Mi" },
        ...overrides,
    };
}

export const TRAFFIC: TrafficConfig = {
    dataCidrs: ["10.10.8.0/24", "10.10.9.0/24"],
    gatewayCidrs: ["10.10.0.0/24"],
    dataPorts: { database: 5433, redis: 6380 },
};

/** All that decides the chart's values and the release. */
export interface AppConfig extends ValuesRequest {
    readonly release: ReleaseConfig;
}

/** A dev stack whose live colour is blue. */
export function valuesRequest(overrides: Partial<AppConfig> = {}): AppConfig {
    return {
        application: applicationConfig(),
        release: releaseConfig(),
        environment: "dev",
        traffic: TRAFFIC,
        ...overrides,
    };
}

const scale = fc
    .record({
        minReplicas: fc.integer({ min: 1, max: 100 }),
        room: fc.integer({ min: 0, max: 100 }),
        cpu: fc.oneof(
            fc.integer({ min: 1, max: 99_999 }).map((millicores) => `${millicores}m`),
            fc.integer({ min: 1, max: 99 }).map(String),
        ),
        memory: fc
            .tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom("Mi", "Gi"))
            .map(([amount, unit]) => `${amount}${unit}`),
    })
    .map(({ minReplicas, room, cpu, memory }) => {
        return { minReplicas, maxReplicas: Math.min(100, minReplicas + room), cpu, memory };
    });

/** Any configuration that the program's own checks let through. */
export const anyApplication: fc.Arbitrary<ApplicationConfig> = fc.record({
    imageRepository: fc.constantFrom("111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe", "localhost:5000/a/b-c"),
    imagePullPolicy: fc.constantFrom("Always", "IfNotPresent", undefined),
    api: scale,
    worker: scale,
    frontend: scale,
});

export const anyEnvironment = fc.constantFrom<Environment>("dev", "staging", "prod");

export const anyColour = fc.constantFrom(...COLOURS);

const cidr = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 28 }))
    .map(([second, third, bits]) => `10.${second}.${third}.0/${bits}`);

export const anyTraffic: fc.Arbitrary<TrafficConfig> = fc.record(
    {
        dataCidrs: fc.uniqueArray(cidr, { maxLength: 4 }),
        gatewayCidrs: fc.uniqueArray(cidr, { maxLength: 4 }),
        dataPorts: fc.record({
            database: fc.integer({ min: 1, max: 65535 }),
            redis: fc.integer({ min: 1, max: 65535 }),
        }),
    },
    { requiredKeys: ["dataCidrs", "dataPorts"] },
);

/** Any request of the program. */
export const anyRequest: fc.Arbitrary<AppConfig> = fc.record({
    application: anyApplication,
    release: anyRelease,
    environment: anyEnvironment,
    traffic: anyTraffic,
});
