import { ProviderError } from "../protocol/service";
import { containsSecret, PropertyMap, revealMap } from "../protocol/value";
import { Environment } from "./environment";
import { addonVersions } from "./services/eks-facts";

type Answer = (args: PropertyMap, environment: Environment, show: (name: string) => string) => PropertyMap;

/** The look-ups that the sandbox answers. To add one, add its token here. */
const ANSWERS: Readonly<Record<string, Answer>> = {
    "aws:index/getPartition:getPartition": (_args, { partition, dnsSuffix }) => ({
        id: partition,
        partition,
        dnsSuffix,
        reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
    }),
    "aws:index/getRegion:getRegion": (args, { region, dnsSuffix }) => {
        const name = typeof args.region === "string" ? args.region : region;
        return { id: name, name, region: name, endpoint: `ec2.${name}.${dnsSuffix}`, description: name };
    },
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, { partition, accountId }) => ({
        id: accountId,
        accountId,
        arn: `arn:${partition}:sts::${accountId}:assumed-role/sandbox/sandbox`,
        userId: "AROASANDBOXSANDBOX000:sandbox",
    }),
    "aws:eks/getAddonVersion:getAddonVersion": (args, { region }, show) => {
        const { addonName, kubernetesVersion } = args;
        const known = typeof addonName === "string" ? addonVersions[addonName] : undefined;
        if (typeof addonName !== "string" || typeof kubernetesVersion !== "string" || known === undefined) {
            throw new ProviderError(
                `reading EKS Add-On version info: empty result for ${show("addonName")}; ` +
                    "the sandbox knows the add-ons in sandbox/providers/aws/services/eks-facts.ts",
            );
        }
        return {
            id: addonName,
            addonName,
            kubernetesVersion,
            mostRecent: args.mostRecent ?? false,
            region,
            version: known,
        };
    },
};

/** Answers a look-up; one that the sandbox does not know is an error that says where to add it. */
export function invoke(token: string, args: PropertyMap, environment: Environment): PropertyMap {
    const answer = Object.hasOwn(ANSWERS, token) ? ANSWERS[token] : undefined;
    if (answer === undefined) {
        throw new ProviderError(
            `the sandbox cannot answer the look-up ${token}: add it to sandbox/providers/aws/invokes.ts, or give the program the value as config`,
        );
    }
    const plain = revealMap(args);
    return answer(plain, environment, (name) =>
        containsSecret(args[name]) ? "[secret]" : JSON.stringify(plain[name] ?? null),
    );
}
