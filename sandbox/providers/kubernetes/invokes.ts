import { parseAllDocuments } from "yaml";

import { ProviderError } from "../protocol/service";
import { containsSecret, PropertyMap, PropertyValue, reveal } from "../protocol/value";

/** Answers `kubernetes:yaml:decode`, the only look-up that needs no cluster and hides nothing. */
export function decodeYaml(token: string, args: PropertyMap): PropertyMap {
    const text = reveal(args.text ?? null);
    if (token !== "kubernetes:yaml:decode" || typeof text !== "string") {
        throw new ProviderError(
            `the sandbox cannot answer the look-up ${token}: add it to sandbox/providers/kubernetes/invokes.ts`,
        );
    }
    const documents = parseAllDocuments(text).filter((document) => "errors" in document);
    const [error] = documents.flatMap((document) => document.errors);
    if (error !== undefined) {
        // The parser's message quotes the text.
        throw new ProviderError(
            `decoding YAML: ${containsSecret(args.text) ? "the text cannot be parsed" : error.message}`,
        );
    }
    const result = documents.map((document) => document.toJS() as PropertyValue).filter((value) => value !== null);
    return { result };
}
