import * as semver from "semver";

/** How each program says its version: the arguments that ask for it and where it stands in the answer. */
export interface VersionQuestion {
    args: string[];
    answer: RegExp;
}

/** A whole line that is nothing but a version, so that a warning's numbers are never taken for one. */
const versionLine = /^v?(\d+\.\d+\.\d+[^\s]*)$/m;

export const versionQuestions = {
    pulumi: { args: ["version"], answer: versionLine },
    helm: { args: ["version", "--short"], answer: versionLine },
    node: { args: ["--version"], answer: versionLine },
    npm: { args: ["--version"], answer: versionLine },
    go: { args: ["version"], answer: /^go version go(\S+)/m },
    git: { args: ["--version"], answer: /^git version (\S+)/m },
    make: { args: ["--version"], answer: /^GNU Make (\S+)/m },
    aws: { args: ["--version"], answer: /^aws-cli\/(\S+)/m },
    kubectl: { args: ["version", "--client", "--output=json"], answer: /"gitVersion":\s*"([^"]+)"/ },
} satisfies Record<string, VersionQuestion>;

/** The versions that the project works with, as a range and in words. */
export const supported = {
    /** 3.160.0 is what the sandbox is tried with; see docs/decisions/0001-toolchain.md. */
    pulumi: { range: ">=3.160.0 <4.0.0-0", words: "3.160.0 or newer, below 4" },
    /** `helm template` takes the program's arguments in versions 3 and 4 alike. */
    helm: { range: ">=3.14.0 <5.0.0-0", words: "3.14.0 or newer, below 5" },
    /** The same as `engines` in package.json. */
    node: { range: ">=20.19.0 <25.0.0-0", words: "20.19 to 24" },
    /** `aws eks get-token` in the form that the EKS component writes into its kubeconfig. */
    aws: { range: ">=1.24.0 <2.0.0-0 || >=2.7.0", words: "1.24 or newer of version 1, or 2.7 or newer" },
} as const;

/**
 * The version in a program's answer as a full semantic version without a leading v, or undefined if there is none.
 *
 * Shorter and vendor-made forms are completed: Go's `1.26` is 1.26.0, its `1.26rc1` is 1.26.0-rc.1, and
 * `2.39.5.windows.1` is 2.39.5.
 */
export function parseVersion(output: string, question: VersionQuestion): string | undefined {
    const text = question.answer.exec(output)?.[1];
    return text === undefined ? undefined : normaliseVersion(text);
}

/** See {@link parseVersion}. */
export function normaliseVersion(text: string): string | undefined {
    const exact = semver.parse(text);
    if (exact) return exact.version;
    const short = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?(?![\da-z])/.exec(text);
    if (!short) return undefined;
    const [, major, minor, patch = "0", stage, count] = short;
    const suffix = stage === undefined || count === undefined ? "" : `-${stage}.${count}`;
    return semver.valid(`${String(major)}.${String(minor)}.${patch}${suffix}`) ?? undefined;
}

/** Whether a version lies in a range; a pre-release counts by its place in the order. */
export function satisfies(version: string, range: string): boolean {
    return semver.satisfies(version, range, { includePrerelease: true });
}

/** Whether the version `have` is at least `wanted`. */
export function atLeast(have: string, wanted: string): boolean {
    return semver.gte(have, wanted);
}
