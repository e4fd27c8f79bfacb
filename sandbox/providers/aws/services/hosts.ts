import { hexOf } from "../../protocol/identity";
import { Facts } from "../definition";

/** The label that AWS puts in the host names of one account and region, e.g. `c9akciq32rgs`. */
export function hostLabel(facts: Facts): string {
    return `c${hexOf(11, "host", facts.accountId, facts.region)}`;
}
