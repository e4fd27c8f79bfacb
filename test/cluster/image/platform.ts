import { UserError } from "../../../sandbox/errors";

/** One kind of machine in the words of those who build for it. */
export interface Platform {
    /** OCI's and Debian's word for the processor. */
    architecture: "amd64" | "arm64";
    /** Debian's folder of libraries. */
    libraries: string;
    /** The dynamic loader's file in a root file system (not the link to it, which is absolute). */
    loader: string;
    /** What wheels may be built for; Debian 12 has glibc 2.36. */
    wheels: string[];
}

const platforms: Partial<Record<NodeJS.Architecture, Platform>> = {
    x64: {
        architecture: "amd64",
        libraries: "x86_64-linux-gnu",
        loader: "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
        wheels: ["manylinux2014_x86_64", "manylinux_2_28_x86_64"],
    },
    arm64: {
        architecture: "arm64",
        libraries: "aarch64-linux-gnu",
        loader: "lib/aarch64-linux-gnu/ld-linux-aarch64.so.1",
        wheels: ["manylinux2014_aarch64", "manylinux_2_28_aarch64"],
    },
};

/** This machine's platform; throws a UserError on one that images cannot be put together on. */
export function platformOf(system: string = process.platform, processor: NodeJS.Architecture = process.arch): Platform {
    const platform = system === "linux" ? platforms[processor] : undefined;
    if (platform) return platform;
    throw new UserError(
        `The sample's images are put together on Linux on x64 or arm64, not on ${system} on ${processor}: ` +
            "build test/cluster/app/Dockerfile with a container builder instead.",
    );
}
