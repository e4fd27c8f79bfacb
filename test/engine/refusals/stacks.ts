import { awsOffenders } from "./aws/offenders";
import { awsTwins } from "./aws/twins";
import { awsUnclear, awsUnclearRelations } from "./aws/unclear";
import { costOffenders, costTwins, costUnclear } from "./cost";
import type { Specimen } from "./specimen";
import { workloadOffenders } from "./workloads/offenders";
import { workloadTwins } from "./workloads/twins";
import { workloadUnclear } from "./workloads/unclear";

/** A stack in which something is wrong with every resource, or not known of it. */
export const offending: readonly Specimen[] = [
    ...workloadOffenders,
    ...awsOffenders,
    ...costOffenders,
    ...workloadUnclear,
    ...awsUnclear,
    ...costUnclear,
];

/**
 * A stack in which nothing is wrong. What is not known about relations is in this one: a flow log of an unknown VPC may
 * be that of every VPC without one.
 */
export const compliant: readonly Specimen[] = [...workloadTwins, ...awsTwins, ...costTwins, ...awsUnclearRelations];
