import { endWithParent } from "./parent";
import { listen } from "./server";
import { ProviderService } from "./service";

/** Runs a service as a plugin process: prints the port, as the engine expects, and serves until it is stopped. */
export async function runPlugin(service: ProviderService): Promise<void> {
    const { port } = await listen(service);
    console.log(String(port));
    endWithParent();
}
