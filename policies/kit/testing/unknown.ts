import * as proxy from "@pulumi/policy/proxy";

/**
 * The text by which the engine marks a value that is unknown during a preview, whatever its type; the Node.js SDK
 * sends this one of the seven. Put it into a case's properties where the value is to be unknown.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// The SDK marks this function as internal and leaves it out of its typings, but it is what the engine's requests go
// through, and a test with another proxy would prove nothing about it.
const { unknownCheckingProxy } = proxy as unknown as { unknownCheckingProxy: (props: object) => object };

/**
 * Properties as a policy gets them: plain data without undefined values, behind the SDK's own proxy, which throws when
 * an unknown value is read.
 */
export function asSeenByPolicies(props: object): object {
    return unknownCheckingProxy(JSON.parse(JSON.stringify(props)) as object);
}
