import type { Rule } from "../../kit";
import { boundedAutoscaling } from "./bounded-autoscaling";
import { today } from "../model";
import { kubernetesStandardSupport, kubernetesSupportEnding } from "./kubernetes-support";
import { logRetentionBounded } from "./log-retention-bounded";
import { monthlyLimit } from "./monthly-limit";
import { noGp2Volumes } from "./no-gp2-volumes";
import { singleNatGateway } from "./single-nat-gateway";
import { unknownPrice } from "./unknown-price";

/**
 * The rules of the pack as they judge on a day.
 *
 * @param date gives the day (ISO date); default today
 */
export function rulesOn(date: () => string): readonly Rule[] {
    return [
        monthlyLimit(date),
        unknownPrice(date),
        boundedAutoscaling,
        kubernetesStandardSupport(date),
        kubernetesSupportEnding(date),
        noGp2Volumes,
        logRetentionBounded,
        singleNatGateway(date),
    ];
}

/** All rules of the pack, in the order in which reports list them. */
export const rules: readonly Rule[] = rulesOn(today);
