import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ToolchainError } from "./errors";
import { atLeast, normaliseVersion } from "./versions";

/** One pinned program: a Go module in tools/ that only requires and imports it. */
export interface Pin {
    /** The folder of the module that pins. */
    directory: string;
    /** The pinned module, e.g. `helm.sh/helm/v3`. */
    module: string;
    /** The main package, e.g. `helm.sh/helm/v3/cmd/helm`. */
    package: string;
    /** Pinned version without the leading v. */
    version: string;
    /** The lowest version of Go that builds it. */
    goVersion: string;
}

/** All pinned programs. */
export type Pins = Record<"pulumi" | "languageHost" | "helm", Pin>;

/** tools/ of this checkout. */
export const toolsDirectory = path.resolve(__dirname, "..", "..", "tools");

/** Reads the pins, so that a version stands in one place only: the go.mod files under tools/. */
export function readPins(directory: string = toolsDirectory): Pins {
    return {
        pulumi: readPin(path.join(directory, "pulumi")),
        languageHost: readPin(path.join(directory, "language-nodejs")),
        helm: readPin(path.join(directory, "helm")),
    };
}

/** The lowest version of Go that builds all of these. */
export function goVersionFor(pins: Pin[]): string {
    return pins
        .map(({ goVersion }) => normaliseVersion(goVersion) ?? goVersion)
        .reduce((highest, version) => (atLeast(version, highest) ? version : highest));
}

function readPin(directory: string): Pin {
    const { packages, ...pin } = readModulePin(directory);
    const [packagePath] = packages;
    if (packagePath === undefined || packages.length > 1) {
        throw new ToolchainError(`${path.join(directory, "tools.go")} must import the one tool that it pins.`);
    }
    return { ...pin, package: packagePath };
}

/** A pinned module of which several programs are built. */
export interface ModulePin extends Omit<Pin, "package"> {
    /** The main packages, e.g. `k8s.io/kubernetes/cmd/kubelet`. */
    packages: string[];
}

/**
 * Reads what one folder under tools/ pins. Throws ToolchainError when it pins nothing.
 *
 * @param directory the folder, with a go.mod and a tools.go that imports the main packages of one module
 */
export function readModulePin(directory: string): ModulePin {
    const goMod = path.join(directory, "go.mod");
    const toolsGo = path.join(directory, "tools.go");
    const imports = readFileSync(toolsGo, "utf8").matchAll(/^(?:import |\t)_ "([^"]+)"$/gm);
    const packages = [...imports].flatMap(([, packagePath]) => packagePath ?? []);
    const [first] = packages;
    if (first === undefined) throw new ToolchainError(`${toolsGo} must import the one tool that it pins.`);
    const text = readFileSync(goMod, "utf8");
    const goVersion = /^go (\S+)$/m.exec(text)?.[1];
    const required = [...text.matchAll(/^(?:require |\t)(\S+) v(\S+)$/gm)];
    const [, module, version] =
        required.find(([, name]) => packages.every((path) => path === name || path.startsWith(`${String(name)}/`))) ??
        [];
    if (module === undefined || version === undefined || goVersion === undefined) {
        throw new ToolchainError(`${goMod} must name a Go version and require the module of ${first}.`);
    }
    return { directory, module, packages, version, goVersion };
}
