/** Where a tool was found: on the user's PATH, kept from an earlier run, or just now downloaded or built. */
export type ToolSource = "PATH" | "cache" | "download" | "build";

/** A program of the toolchain, ready to run. */
export interface Tool {
    /** The program's file name, e.g. `pulumi-language-nodejs`. */
    name: string;
    /** Semantic version without the leading v. */
    version: string;
    /** Absolute path of the executable. */
    path: string;
    source: ToolSource;
}

/** The programs that the sandbox runs. */
export interface Toolchain {
    /** The Pulumi CLI and engine. */
    pulumi: Tool;
    /** The engine's host for Node.js programs; the launcher of policy packs lies beside it. */
    languageHost: Tool;
    helm: Tool;
    /** Directories to put first on PATH, joined as PATH is; empty when PATH serves as it is. */
    path: string;
}

/** What the sandbox can look for and, if need be, get: the CLI brings its language host along. */
export type Kit = "pulumi" | "helm";

/** One kit with the programs that belong to it; the first is the one that users know. */
export interface FoundKit {
    kit: Kit;
    programs: [Tool, ...Tool[]];
    /** The directory to put on PATH; undefined when the user's PATH has it. */
    directory?: string;
}
