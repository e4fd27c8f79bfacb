import { endWithParent } from "./parent";
import { listen } from "./server";
import { ProviderService } from "./service";

/**
 * Runs a service as a plugin process: prints the port, as the engine expects, and serves until it is stopped. Told to
 * end, it answers what it has begun, takes nothing new, and goes, as Pulumi's own provider main does.
 */
export async function runPlugin(service: ProviderService): Promise<void> {
    const { server, port } = await listen(service);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => {
            server.tryShutdown(() => process.exit());
        });
    }
    console.log(String(port));
    endWithParent();
}
