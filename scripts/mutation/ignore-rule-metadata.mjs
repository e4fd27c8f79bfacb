/**
 * Keeps Stryker from mutating what a rule says of itself. A test compares each of these words with docs/policies/PACK.md, so that
 * all such mutants are caught; as they stand in module-level constants, each would cost a new process.
 */
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The properties of a rule's definition that the document shows word for word. */
const SHOWN = ["name", "title", "severity", "enforcement", "why", "catalogues", "remediation", "url", "description"];
const DEFINERS = ["defineRule", "estimateRule"];

/** @param {import("@stryker-mutator/api/ignore").NodePath} path */
function isRuleDefinition(path) {
    return (
        path.isCallExpression() && path.node.callee.type === "Identifier" && DEFINERS.includes(path.node.callee.name)
    );
}

export const strykerPlugins = [
    declareValuePlugin(PluginKind.Ignore, "rule-metadata", {
        shouldIgnore(path) {
            const isShown =
                path.isObjectProperty() && path.node.key.type === "Identifier" && SHOWN.includes(path.node.key.name);
            if (isShown && path.findParent(isRuleDefinition) !== null) {
                return "compared word for word with docs/policies/ by a test";
            }
        },
    }),
];
