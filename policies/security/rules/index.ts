/** All rules of the pack, in the order in which reports list them. */
import type { Rule } from "../../kit";
import { awsRules } from "./aws";
import { workloadRules } from "./workload";

export const rules: readonly Rule[] = [...workloadRules, ...awsRules];
