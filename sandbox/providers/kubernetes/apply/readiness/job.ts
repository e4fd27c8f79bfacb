import { PropertyMap } from "../../../protocol/value";
import { conditionOf, holds, numberAt, textAt } from "../live";
import { explainPods, podsOf } from "./pods";
import { failed, Readiness, READY, Verdict, waiting } from "./verdict";

/** A Job is ready when it is complete; a failed one stays failed. */
export function judgeJob(live: PropertyMap): Verdict {
    if (holds(live, "Failed")) {
        const condition = conditionOf(live, "Failed");
        return failed(`[${textAt(condition, "reason")}] ${textAt(condition, "message")}`.trim());
    }
    if (holds(live, "Complete")) {
        return READY;
    }
    const [active, succeeded, lost] = ["active", "succeeded", "failed"].map(
        (name) => numberAt(live, "status", name) ?? 0,
    );
    return waiting(
        `Waiting for Job "${textAt(live, "metadata", "namespace")}/${textAt(live, "metadata", "name")}" to succeed (Active: ${active} | Succeeded: ${succeeded} | Failed: ${lost})`,
    );
}

/** The label by which a Job's pods are found. */
const JOB_LABEL = "batch.kubernetes.io/job-name";

export const job: Readiness = {
    judge: judgeJob,
    explain: async (live, reader) => {
        const pods = await podsOf(live, { [JOB_LABEL]: textAt(live, "metadata", "name") }, reader);
        return explainPods(pods, reader);
    },
};
