import * as pulumi from "@pulumi/pulumi";

/** What the engine is told of a resource beside its inputs. */
export interface Request {
    readonly type: string;
    readonly name: string;
    /** URN of the parent; empty for what has none. */
    readonly parent: string;
    /** URNs that it waits for, by `dependsOn` or by an input. */
    readonly dependencies: readonly string[];
    readonly protect: boolean;
    /** Whether it stays in the cloud when it leaves the program. */
    readonly retain: boolean;
    /** How long each operation is waited for; empty where the provider decides. */
    readonly timeouts: { readonly create: string; readonly update: string; readonly delete: string };
}

/** The part of the engine's request that is looked at. */
interface RegisterRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getDependenciesList(): string[];
    getProtect(): boolean | undefined;
    getRetainondelete(): boolean | undefined;
    getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
}

/** Keeps what the recording engine is told and does not hand on. Call it once the engine is replaced. */
export function listen(requests: Request[]): void {
    type Method = (request: RegisterRequest, ...rest: unknown[]) => unknown;
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Method };
    const original = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        const timeouts = request.getCustomtimeouts();
        requests.push({
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            dependencies: request.getDependenciesList(),
            protect: request.getProtect() ?? false,
            retain: request.getRetainondelete() ?? false,
            timeouts: {
                create: timeouts?.getCreate() ?? "",
                update: timeouts?.getUpdate() ?? "",
                delete: timeouts?.getDelete() ?? "",
            },
        });
        return original(request, ...rest);
    };
}
