/**
 * What policy packs share: safe reading of properties, one view of workloads, rules, and packs made of rules. It is
 * small and pure; only `definePack` talks to the engine. No file here imports a provider's SDK: rules match type
 * tokens, so that a pack starts quickly.
 */
export { CATALOGUE_NAMES, catalogueIds, catalogueSummary } from "./catalogues";
export type { Catalogues } from "./catalogues";
export { isUnseen } from "./inputs";
export { Ledger } from "./ledger";
export type { NotEvaluated } from "./ledger";
export { NOT_EVALUATED, definePack, policiesOf } from "./pack";
export type { PackOptions } from "./pack";
export type { Report, Violation } from "./report";
export type { Resource, ResourceInput, Stack, StackResourceInput } from "./resources";
export { defaultsOf, defineRule } from "./rule";
export type {
    Evaluation,
    ResourceRule,
    Rule,
    RuleDefinition,
    RuleMetadata,
    Setting,
    Settings,
    StackRule,
} from "./rule";
export { containers, pods, resources, stackResources } from "./selectors";
export type { ContainerSubject, ResourceSelector, ResourceSubject, StackSelector, StackSubject } from "./selectors";
export type { WorkloadSubject } from "./selectors";
export { NOT_KNOWN_AT_PREVIEW, Value, firstSet } from "./value";
export type { State, Unjudged } from "./value";
export { workloads } from "./workloads";
export type { Container, ContainerRole, Workload, WorkloadView } from "./workloads";
