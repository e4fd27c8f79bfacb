import { Alias, Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";

import { componentTags, type Platform } from "../platform";
import { DELETION_WINDOW_DAYS, planKeys, type KeyPurpose } from "./plan";

/** Arguments of Keys. */
export interface KeysArgs {
    readonly platform: Platform;
}

/** Customer-managed KMS keys, one for each purpose, with yearly rotation and an alias. */
export class Keys extends pulumi.ComponentResource {
    /** ARN of the key for Kubernetes Secrets. */
    readonly clusterKeyArn: pulumi.Output<string>;
    /** ARN of the key for database, cache and the master password. */
    readonly dataKeyArn: pulumi.Output<string>;
    /** ARN of the key for log groups. */
    readonly logsKeyArn: pulumi.Output<string>;

    constructor(name: string, args: KeysArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:Keys", name, args, opts);
        const { platform } = args;
        const arns = new Map<KeyPurpose, pulumi.Output<string>>();
        for (const plan of planKeys(platform)) {
            const key = new Key(
                `${name}-${plan.purpose}`,
                {
                    description: plan.description,
                    deletionWindowInDays: DELETION_WINDOW_DAYS,
                    enableKeyRotation: true,
                    policy: JSON.stringify(plan.policy),
                    tags: componentTags(platform, "keys", `${platform.name}-${plan.purpose}`),
                },
                { parent: this, protect: platform.protect },
            );
            new Alias(`${name}-${plan.purpose}-alias`, { name: plan.alias, targetKeyId: key.keyId }, { parent: this });
            arns.set(plan.purpose, key.arn);
        }
        const arnOf = (purpose: KeyPurpose) => pulumi.output(arns.get(purpose) ?? "");
        this.clusterKeyArn = arnOf("cluster");
        this.dataKeyArn = arnOf("data");
        this.logsKeyArn = arnOf("logs");
        this.registerOutputs({
            clusterKeyArn: this.clusterKeyArn,
            dataKeyArn: this.dataKeyArn,
            logsKeyArn: this.logsKeyArn,
        });
    }
}
