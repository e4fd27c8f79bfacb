/**
 * What the engine runs in the sandbox: the program as it is, after three changes to the Pulumi SDK: it loads nothing for
 * closures, formats no stack traces for leaks, and sends no messages for debugging.
 *
 * It formats a stack trace for each promise that it makes, to be printed if the promise is never settled and
 * PULUMI_DEBUG_PROMISE_LEAKS is set, which the sandbox never sets. Through source maps that was a fifth of the time of a
 * program of 100 resources, and more than a third of one of 1,000 (docs/performance.md). Here the trace stays empty.
 *
 * It sends the engine three messages about each resource, one call after the other, for `pulumi --debug`, which the sandbox
 * never says.
 */
import { createRequire } from "node:module";
import "./without-closures";

/** The part of `@pulumi/pulumi/runtime/debuggable` that is called through the module for each promise. */
interface Debuggable {
    debuggablePromise: (...args: unknown[]) => unknown;
}

/** The part of `@pulumi/pulumi/log` that the SDK calls for each resource. */
interface Log {
    debug: (...args: unknown[]) => Promise<void>;
}

// Imports would be read-only.
const sdk = createRequire(__filename);
(sdk("@pulumi/pulumi/log") as Log).debug = () => Promise.resolve();

const debuggable = sdk("@pulumi/pulumi/runtime/debuggable") as Debuggable;
const { debuggablePromise } = debuggable;
debuggable.debuggablePromise = (...args) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
        return debuggablePromise(...args);
    } finally {
        Error.stackTraceLimit = limit;
    }
};

// The stack's outputs are what the program exports.
module.exports = sdk("./index.js") as unknown;
