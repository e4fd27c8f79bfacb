import { ProviderError } from "../protocol/service";
import { containsSecret, isMap, mapValues, PropertyMap, PropertyValue, revealMap, Secret } from "../protocol/value";

/** Where the provider works: from its configuration, never from this machine. */
export interface Environment {
    readonly region: string;
    readonly accountId: string;
    readonly partition: string;
    readonly dnsSuffix: string;
    readonly defaultTags: PropertyMap;
}

/** The account where no `allowedAccountIds` says otherwise; AWS gives out no such id. */
const NO_ACCOUNT = "000000000000";

/** Reads the provider's configuration; nested values come as JSON text. */
export function readEnvironment(config: PropertyMap): Environment {
    const plain = revealMap(config);
    const region = plain.region;
    if (typeof region !== "string" || region === "") {
        throw new ProviderError(
            "Missing region configuration: give the aws provider a region (`aws:region` in the stack's config, or the provider's `region`)",
        );
    }
    if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) {
        throw new ProviderError(
            `Invalid AWS Region: ${show(config.region, region)}; expected a region's code such as us-east-1`,
        );
    }
    const allowed = parse(plain.allowedAccountIds);
    const first = Array.isArray(allowed) ? allowed[0] : undefined;
    const accountId = typeof first === "string" ? first : NO_ACCOUNT;
    if (!/^\d{12}$/.test(accountId)) {
        const shown = show(config.allowedAccountIds, accountId);
        throw new ProviderError(`allowedAccountIds: expected account ids of 12 digits, got ${shown}`);
    }
    const tags = parse(plain.defaultTags);
    const plainTags = isMap(tags) && isMap(tags.tags) ? tags.tags : {};
    const defaultTags = containsSecret(config.defaultTags)
        ? mapValues(plainTags, (value) => new Secret(value))
        : plainTags;
    return { region, accountId, ...partitionOf(region), defaultTags };
}

function show(value: PropertyValue | undefined, plain: string): string {
    return containsSecret(value) ? "[secret]" : plain;
}

function partitionOf(region: string): { partition: string; dnsSuffix: string } {
    if (region.startsWith("cn-")) {
        return { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
    }
    return { partition: region.startsWith("us-gov-") ? "aws-us-gov" : "aws", dnsSuffix: "amazonaws.com" };
}

function parse(value: PropertyValue | undefined): PropertyValue | undefined {
    if (typeof value !== "string") {
        return value;
    }
    try {
        return JSON.parse(value) as PropertyValue;
    } catch {
        return undefined;
    }
}
