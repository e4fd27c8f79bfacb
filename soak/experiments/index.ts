import type { Experiment } from "../experiment";
import { autoscaling } from "./autoscaling";
import { breaches } from "./breaches";
import { faults } from "./faults";
import { kills } from "./kills";
import { migrations } from "./migrations";
import { switches } from "./switches";
import { timings } from "./timings";
import { workers } from "./workers";

/** All experiments, the shortest first; the long run is the last. */
export const experiments: readonly Experiment[] = [
    timings,
    migrations,
    breaches,
    workers,
    autoscaling,
    faults,
    kills,
    switches,
];
