import { Secret } from "@pulumi/policy/policy";
import type { ResourceValidationPolicy } from "@pulumi/policy/policy";

/** The name of the policy that tells a pack which values are secret. */
export const SECRET_VALUES = "secret-values";

/** Shorter texts are left as they are: `1` or `on` is no secret, and is in every other message. */
const SHORTEST = 4;

/**
 * The values of a run that are secret. A rule gets them in plain text and unmarked, so that it can judge them; what it
 * says goes to terminals and logs, and must not quote them.
 */
export class SecretValues {
    private readonly texts = new Set<string>();

    /** The message without the secrets in it, as they are or as JSON writes them, whole or cut short. */
    redact(message: string): string {
        const longestFirst = [...this.texts].sort((left, right) => right.length - left.length);
        return longestFirst.reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
    }

    /** Forgets all. */
    forget(): void {
        this.texts.clear();
    }

    /** The policy that learns them: marks of secrets are for policies that may change inputs, and this one changes none. */
    policy(): ResourceValidationPolicy {
        return {
            name: SECRET_VALUES,
            description: "Which values a message must not quote",
            enforcementLevel: "remediate",
            remediateResource: ({ props }) => {
                this.learn(props, false);
                return undefined;
            },
            // Without one the SDK does not take it for a policy about resources.
            validateResource: () => undefined,
        };
    }

    /** Descriptors give what the SDK's proxies hide: the marks, and unknown values without an error. */
    private learn(value: unknown, isSecret: boolean): void {
        if (value instanceof Secret) {
            this.learn(value.value, true);
        } else if (typeof value === "string" && isSecret && value.length >= SHORTEST) {
            const escaped = JSON.stringify(value).slice(1, -1);
            for (const text of [value, escaped]) {
                this.texts.add(text);
                // Messages quote no more than a hundred characters; see show.ts.
                this.texts.add(text.slice(0, 100));
            }
        } else if (typeof value === "object" && value !== null) {
            for (const { value: part } of Object.values<PropertyDescriptor>(Object.getOwnPropertyDescriptors(value))) {
                this.learn(part, isSecret);
            }
        }
    }
}
