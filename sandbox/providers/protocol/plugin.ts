import * as grpc from "@grpc/grpc-js";

import { endWithParent } from "./parent";
import { listen } from "./server";
import { ProviderService } from "./service";

/** Runs a service as a plugin process: prints the port, as the engine expects, and serves until it is stopped. */
export async function runPlugin(service: ProviderService): Promise<void> {
    const { server, port } = await listen(service);
    endOnSignal(server, () => {
        service.cancel?.();
    });
    console.log(String(port));
    endWithParent();
}

/** Told to end, the process answers what it has begun, takes nothing new, and goes. */
export function endOnSignal(server: grpc.Server, cancel: () => void = () => undefined): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => {
            cancel();
            server.tryShutdown(() => process.exit());
        });
    }
}
