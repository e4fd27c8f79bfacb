import { Provider } from "@pulumi/aws/provider";

import { platformTags, type Platform } from "./platform";

/**
 * The one AWS provider of the program. It names its region and the only account it may touch, so that prod's
 * configuration with another account's credentials is an error and not a second platform.
 */
export function awsProvider(platform: Platform): Provider {
    return new Provider("aws", {
        region: platform.region,
        allowedAccountIds: [platform.accountId],
        defaultTags: { tags: platformTags(platform) },
    });
}
