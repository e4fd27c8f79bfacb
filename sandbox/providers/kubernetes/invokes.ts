import { parseAllDocuments } from "yaml";

import { ProviderError } from "../protocol/service";
import { PropertyMap, PropertyValue } from "../protocol/value";

/** Answers `kubernetes:yaml:decode`, the only look-up that needs no cluster and hides nothing. */
export function decodeYaml(token: string, args: PropertyMap): PropertyMap {
    const text = args.text;
    if (token !== "kubernetes:yaml:decode" || typeof text !== "string") {
        throw new ProviderError(
            `the sandbox cannot answer the look-up ${token}: add it to sandbox/providers/kubernetes/invokes.ts`,
        );
    }
    const documents = parseAllDocuments(text).filter((document) => "errors" in document);
    const [error] = documents.flatMap((document) => document.errors);
    if (error !== undefined) {
        throw new ProviderError(`decoding YAML: ${error.message}`);
    }
    const result = documents.map((document) => document.toJS() as PropertyValue).filter((value) => value !== null);
    return { result };
}
