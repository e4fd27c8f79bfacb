import { POD_RANGE } from "../addresses";
import { INSIDE } from "../layout";

/** The bridge between the pods and the node. */
export const BRIDGE = "cni0";

/** The pods' network: a bridge, addresses from one range, and ports of the node that pods ask for. */
export function networkConfig(): string {
    const plugins = [
        {
            type: "bridge",
            bridge: BRIDGE,
            isGateway: true,
            ipMasq: true,
            hairpinMode: true,
            ipam: {
                type: "host-local",
                dataDir: `${INSIDE.root}/addresses`,
                ranges: [[{ subnet: POD_RANGE }]],
                routes: [{ dst: "0.0.0.0/0" }],
            },
        },
        { type: "portmap", capabilities: { portMappings: true } },
    ];
    return `${JSON.stringify({ cniVersion: "0.4.0", name: "leanvibe", plugins }, undefined, 2)}\n`;
}
