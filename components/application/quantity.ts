/**
 * The part of Kubernetes' resource quantities that this platform uses: CPU in cores or millicores, memory in binary units.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

const BYTES_PER_UNIT: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/**
 * CPU in millicores: `"500m"` is 500, `"2"` is 2000, `"0.25"` is 250.
 *
 * @throws Error for anything else.
 */
export function parseCpu(quantity: string): number {
    const match = /^(?:(\d+)m|(\d+(?:\.\d{1,3})?))$/.exec(quantity);
    if (!match) {
        throw new Error(`"${quantity}" is no amount of CPU: write cores ("2", "0.5") or millicores ("500m")`);
    }
    return match[1] === undefined ? Math.round(Number(match[2]) * 1000) : Number(match[1]);
}

/** CPU as Kubernetes writes it: 500 is `"500m"`, 2000 is `"2"`. */
export function formatCpu(millicores: number): string {
    return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/**
 * Memory or storage in bytes: `"512Mi"` is 536870912.
 *
 * @throws Error for anything but a whole number of Ki, Mi or Gi.
 */
export function parseMemory(quantity: string): number {
    const match = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity);
    const unit = BYTES_PER_UNIT[match?.[2] ?? ""];
    if (!match || unit === undefined) {
        throw new Error(`"${quantity}" is no amount of memory: write a whole number of Ki, Mi or Gi ("512Mi")`);
    }
    return Number(match[1]) * unit;
}

/** Memory in Mi, rounded up: 536870912 is `"512Mi"`. */
export function formatMemory(bytes: number): string {
    return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
