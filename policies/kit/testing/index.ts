/** The test kit: runs a rule on tables of cases as the engine would, without an engine. */
export { run } from "./cases";
export type { Case, CaseResource, FindingCase, Outcome, RuleTable } from "./cases";
export { testTable } from "./table";
export { UNKNOWN, asSeenByPolicies } from "./unknown";
export { HOLDERS, badContainer, container, deployment, deploymentOf, inEveryHolder } from "./workloads";
export { podSpec, securityContext } from "./workloads";
