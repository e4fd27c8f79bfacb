/** What the release commands are told on the command line. */
import { InvalidArgumentError } from "commander";

/** Options that every command has. */
export interface CommonOptions {
    readonly stack: string;
    readonly sandbox: boolean;
    readonly cluster?: string;
}

/** Options of a command that changes something. */
export interface ChangeOptions extends CommonOptions {
    readonly dryRun: boolean;
    readonly commit: boolean;
    readonly resume: boolean;
}

/** Options of a release. */
export interface ReleaseOptions extends ChangeOptions {
    readonly tag?: string;
    readonly digest: Readonly<Record<string, string>>;
    readonly canary?: readonly number[];
    readonly contract: boolean;
}

const IMAGES = ["api", "worker", "frontend"];

/** Reads `5,25,50`, or `none`. */
export function parseCanary(text: string): number[] {
    if (text === "none") return [];
    const steps = text.split(",").map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : NaN));
    const isRising = steps.every((step, index) => step > (steps[index - 1] ?? 0) && step < 100);
    if (!isRising) throw new InvalidArgumentError("write rising percentages from 1 to 99 such as 5,25,50, or none.");
    return steps;
}

/** Reads one `api=sha256:…` and adds it to those before. */
export function parseDigest(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
    const [, image = "", digest = ""] = /^(\w+)=(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
    if (!IMAGES.includes(image)) {
        throw new InvalidArgumentError(
            `write IMAGE=sha256:… with 64 hexadecimal digits; images are ${IMAGES.join(", ")}.`,
        );
    }
    return { ...before, [image]: digest };
}
