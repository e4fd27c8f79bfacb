import { ProviderError } from "../../protocol/service";
import { PropertyMap } from "../../protocol/value";
import { Account } from "../account";
import { Facts } from "../definition";

/** Where a group's subnets are: known as far as this run has seen them. */
export function vpcOfSubnets(facts: Facts, account: Account, path = "subnetIds"): PropertyMap {
    const vpcId = subnetsOf(facts, account, path)[0]?.outputs.vpcId;
    return typeof vpcId === "string" ? { vpcId } : {};
}

/** Refuses a group whose subnets lie in one zone only; `ZONES` in the message stands for the zones. */
export function admitSubnetGroup(message: string) {
    return (facts: Facts, account: Account): void => {
        const subnets = subnetsOf(facts, account);
        const zones = new Set(subnets.map(({ outputs }) => JSON.stringify(outputs.availabilityZone)));
        if (subnets.length === facts.list("subnetIds").length && zones.size < 2) {
            throw new ProviderError(message.replace("ZONES", [...zones].join(", ").replaceAll('"', "") || "none"));
        }
    };
}

function subnetsOf(facts: Facts, account: Account, path = "subnetIds") {
    const ids = facts.list(path);
    return account.all("aws:ec2/subnet:Subnet").filter(({ id }) => ids.includes(id));
}
