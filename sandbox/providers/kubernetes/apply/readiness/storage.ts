import { PropertyMap } from "../../../protocol/value";
import { textAt } from "../live";
import { Readiness, READY, Reader, Verdict, waiting } from "./verdict";

/** A claim is ready when it is bound, or when binding waits for the first pod that uses it. */
export async function judgeClaim(live: PropertyMap, reader: Reader): Promise<Verdict> {
    const phase = textAt(live, "status", "phase");
    if (phase === "Bound") {
        return READY;
    }
    const name = textAt(live, "spec", "storageClassName");
    const storageClass = name === "" ? undefined : await reader.get("storage.k8s.io/v1", "StorageClass", "", name);
    return textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer"
        ? READY
        : waiting(`PersistentVolumeClaim is ${phase || "not looked at yet"}, not Bound`);
}

export function judgeVolume(live: PropertyMap): Verdict {
    const phase = textAt(live, "status", "phase");
    return phase === "Available" || phase === "Bound" ? READY : waiting(`PersistentVolume is ${phase || "new"}`);
}

export const claim: Readiness = { judge: judgeClaim };
export const volume: Readiness = { judge: judgeVolume };
