import { InitializationError, ProviderError } from "../../protocol/service";
import { containsSecret, PropertyMap } from "../../protocol/value";
import { ApiError, NoSuchKindError } from "./api-error";
import { textAt } from "./live";

/** What can be done about fields that somebody else owns. */
const CONFLICT_HELP =
    "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources";

/** The words for what was tried; the official provider's, so that an operator finds them where others asked. */
export const WORDS = {
    create: (id: string) => `resource ${id} was not successfully created by the Kubernetes API server`,
    becomeReady: (id: string) =>
        `resource ${id} was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live`,
    update: (id: string) => `the Kubernetes API server reported that "${id}" failed to fully initialize or become live`,
} as const;

/**
 * What the server's refusal means to the user. The server quotes values: where the inputs hold a secret, its message
 * stays behind.
 */
export function refusal(words: string, error: unknown, inputs: PropertyMap, manager: string): unknown {
    if (error instanceof NoSuchKindError) {
        return new ProviderError(
            `${words}: the API server reported that the apiVersion for this resource does not exist (${error.message}). ` +
                "Verify that any required CRDs have been created",
        );
    }
    return error instanceof ApiError ? new ProviderError(`${words}: ${reasonOf(error, inputs, manager)}`) : error;
}

/** The reason in one sentence, with the fields and their managers where it is a conflict. */
export function reasonOf(error: ApiError, inputs: PropertyMap, manager: string): string {
    if (error.isFieldConflict) {
        return (
            `Server-Side Apply field conflict detected. See ${CONFLICT_HELP} for troubleshooting help.\n` +
            `The resource managed by field manager "${manager}" had an apply conflict: ${error.message}`
        );
    }
    if (containsSecret(inputs) && (error.code === 422 || error.code === 400)) {
        const fields = error.causes.map((cause) => `${textAt(cause, "field")}: ${textAt(cause, "reason")}`);
        return `${error.reason || "the server refused it"} (${fields.join(", ") || "no field is named"}; the message is held back, since the inputs hold secrets)`;
    }
    return error.message;
}

/**
 * The error for an object that exists without being what it should be.
 *
 * @param summary what happened, the first of the reasons
 * @param details what was seen of it
 */
export function unfinished(
    summary: string,
    details: readonly string[],
    state: { readonly id: string; readonly outputs: PropertyMap; readonly inputs?: PropertyMap },
): InitializationError {
    return new InitializationError([summary, ...details], state);
}
