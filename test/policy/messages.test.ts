import { run } from "../../policies/kit/testing";
import type { RuleTable } from "../../policies/kit/testing";
import { sameAsGolden } from "../golden";
import { tables as costTables } from "./cost/tables";
import { tables as securityTables } from "./security/tables";

/** What each kind of finding says, once: the holders of a pod and the roles of a container change only its beginning. */
function messagesOf({ rule, bad }: RuleTable): string[] {
    const byDemand = new Map<string, string>();
    for (const message of bad.flatMap((example) => run(rule, example).messages)) {
        const demand = message.slice(message.indexOf("it must "));
        byDemand.set(demand, byDemand.get(demand) ?? message);
    }
    return [...byDemand.values()];
}

function linesOf(tables: readonly RuleTable[]): string[] {
    return tables.flatMap((table) => [`## ${table.rule.name}`, ...messagesOf(table), ""]);
}

describe("what a refusal says, word for word", () => {
    it("is what people were promised, for each rule of the security pack", () => {
        sameAsGolden(__dirname, "security.txt", linesOf(securityTables));
    });

    it("is what people were promised, for each rule of the cost pack about a single resource", () => {
        sameAsGolden(__dirname, "cost.txt", linesOf(costTables));
    });
});
