import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { Progress } from "../progress";
import { ensureDebianPrograms, type DebianProgram } from "../toolchain/debian";
import { ensureGoTools, type GoToolName } from "../toolchain/goTools";
import { ensureModuleFiles } from "../toolchain/moduleFiles";
import { ensureWheel } from "../toolchain/wheel";
import { POSTGRES_IN_WHEEL } from "./layout";

const run = promisify(execFile);

const goTools: GoToolName[] = ["etcd", "kubernetes", "coredns", "metrics-server", "traefik"];

/** The plug-in whose folder is where all CNI plug-ins are looked for. */
export const CNI_BRIDGE = "/usr/lib/cni/bridge";

const xtables = "usr/sbin/xtables-nft-multi";

const systemPrograms: DebianProgram[] = [
    { program: "containerd", package: "containerd" },
    { program: "ctr", package: "containerd" },
    { program: "containerd-shim-runc-v2", package: "containerd" },
    { program: "runc", package: "runc" },
    // The package's scripts make the names without -nft when it is installed.
    ...["iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"].map(
        (program) => ({ program, package: "iptables", file: xtables }),
    ),
    { program: CNI_BRIDGE, package: "containernetworking-plugins" },
    { program: "redis-server", package: "redis-server" },
    { program: "ip", package: "iproute2" },
    { program: "openssl", package: "openssl" },
];

/** The image of pods that need no more than a shell is made of it; it must need no library. */
const staticShell: DebianProgram = { program: "busybox", package: "busybox-static", own: true };

/** Everything that the cluster is made of, ready to run. */
export interface Programs {
    /** The path of a program by its name. */
    path(name: string): string;
    /** The environment of every part: nothing of the user's, whose proxies and settings would leak in. */
    environment: Record<string, string>;
    /** The folder of the unpacked wheel with PostgreSQL. */
    wheel: string;
    /** Files with CustomResourceDefinitions. */
    definitions: string[];
    /** Versions of what was built, by program. */
    versions: ReadonlyMap<string, string>;
}

/**
 * Finds, fetches or builds everything; all is kept in the tool cache. The first time takes some minutes of compiling.
 *
 * @throws ToolchainError when something cannot be had: the message says what to do
 */
export async function ensurePrograms(env: NodeJS.ProcessEnv, progress: Progress): Promise<Programs> {
    // What may fail at once comes before what takes long.
    const system = await ensureDebianPrograms([...systemPrograms, staticShell], env, progress);
    const wheel = await ensureWheel(
        {
            name: "postgres",
            programs: ["postgres", "initdb", "psql"].map((name) => `${POSTGRES_IN_WHEEL}/bin/${name}`),
        },
        env,
        progress,
    );
    const definitions = await ensureModuleFiles("crds", definitionFiles, env, progress);
    const built = await ensureGoTools(goTools, { env, progress });
    const builtFolders = [...new Set([...built.values()].map((tool) => path.dirname(tool.path)))];
    const systemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    return {
        path: (name) => {
            const found = built.get(name)?.path ?? system.paths.get(name);
            if (found === undefined) throw new Error(`${name} is not among the cluster's programs`);
            return found;
        },
        environment: {
            PATH: [...system.directories, ...builtFolders, ...systemFolders].join(path.delimiter),
            LC_ALL: "C",
            HOME: "/",
            ...system.environment,
        },
        wheel,
        definitions,
        versions: new Map([...built].map(([name, { version }]) => [name, version])),
    };
}

/** What the program registers beside Kubernetes' own kinds: routes and node pools. */
const definitionFiles = {
    "sigs.k8s.io/gateway-api": [
        "backendtlspolicies",
        "gatewayclasses",
        "gateways",
        "grpcroutes",
        "httproutes",
        "referencegrants",
    ].map((name) => `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`),
    "sigs.k8s.io/karpenter": ["pkg/apis/crds/karpenter.sh_nodepools.yaml"],
};

/** What programs say of their versions, by the words that the tables of results use. */
export async function versionsOf(programs: Programs): Promise<Record<string, string>> {
    const ask = async (file: string, args: string[], answer: RegExp) => {
        const { stdout } = await run(file, args, { env: programs.environment });
        return answer.exec(stdout)?.[1] ?? "unknown";
    };
    const built = (name: string) => programs.versions.get(name) ?? "unknown";
    const number = /(\d+\.\d+(?:\.\d+)?)/;
    const postgres = path.join(programs.wheel, POSTGRES_IN_WHEEL);
    const vector = fs.readFileSync(path.join(postgres, "share/postgresql/extension/vector.control"), "utf8");
    const [containerd, runc, redis, postgresql] = await Promise.all([
        ask(programs.path("containerd"), ["--version"], number),
        ask(programs.path("runc"), ["--version"], number),
        ask(programs.path("redis-server"), ["--version"], /v=(\S+)/),
        ask(path.join(postgres, "bin", "postgres"), ["--version"], number),
    ]);
    return {
        kubernetes: built("kube-apiserver"),
        etcd: built("etcd"),
        coredns: built("coredns"),
        metricsServer: built("metrics-server"),
        traefik: built("traefik"),
        containerd,
        runc,
        postgresql,
        pgvector: /default_version = '([^']+)'/.exec(vector)?.[1] ?? "unknown",
        redis,
    };
}
