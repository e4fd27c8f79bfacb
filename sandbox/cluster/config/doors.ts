import { stringify } from "yaml";
import { LOOPBACK_PORTS, NODE_ADDRESS, PORTS } from "../addresses";

/** A way into the cluster's network from this machine's loopback. */
export type Door = "api" | "database" | "redis" | "redisPlain";

/** The doors, in the order in which their sockets are handed over. */
export const DOORS: readonly Door[] = ["api", "database", "redis", "redisPlain"];

/** Where pods reach PostgreSQL; the port that offers TLS. */
export const DATABASE_ENTRY = "postgres";

/** Arguments of the proxy behind the doors: an entry point for each, and PostgreSQL's. */
export function doorArguments(file: string): string[] {
    return [
        ...DOORS.map((door) => `--entrypoints.${door}.address=127.0.0.1:${LOOPBACK_PORTS[door]}`),
        `--entrypoints.${DATABASE_ENTRY}.address=${NODE_ADDRESS}:${PORTS.database}`,
        `--entrypoints.traefik.address=127.0.0.1:${PORTS.doorsPing}`,
        "--ping=true",
        `--providers.file.filename=${file}`,
        "--providers.file.watch=false",
        "--global.checknewversion=false",
        "--global.sendanonymoususage=false",
        "--log.level=WARN",
    ];
}

/**
 * Where each door leads. PostgreSQL's programs come without TLS; the proxy speaks PostgreSQL's way to begin it
 * (https://doc.traefik.io/traefik/routing/routers/#postgres-starttls), and passes on who does not ask for it.
 */
export function doorRoutes(certificate: string, key: string): string {
    const everything = "HostSNI(`*`)";
    const targets: Record<Door | typeof DATABASE_ENTRY, string> = {
        api: `${NODE_ADDRESS}:${PORTS.api}`,
        database: `${NODE_ADDRESS}:${PORTS.database}`,
        redis: `${NODE_ADDRESS}:${PORTS.redis}`,
        redisPlain: `${NODE_ADDRESS}:${PORTS.redisPlain}`,
        [DATABASE_ENTRY]: `127.0.0.1:${PORTS.databasePlain}`,
    };
    const names = Object.keys(targets);
    const routers = names.map((name): [string, unknown] => [
        name,
        { entryPoints: [name], rule: everything, service: name },
    ]);
    const services = Object.entries(targets).map(([name, address]): [string, unknown] => [
        name,
        { loadBalancer: { servers: [{ address }] } },
    ]);
    const tls = { options: DATABASE_ENTRY };
    const withTls = { entryPoints: [DATABASE_ENTRY], rule: everything, service: DATABASE_ENTRY, tls };
    return stringify({
        tcp: {
            routers: { ...Object.fromEntries<unknown>(routers), [`${DATABASE_ENTRY}-tls`]: withTls },
            services: Object.fromEntries<unknown>(services),
        },
        tls: {
            // What clients of PostgreSQL 17 offer; the proxy's own list has HTTP only and would refuse them.
            options: { [DATABASE_ENTRY]: { alpnProtocols: ["postgresql"] } },
            stores: { default: { defaultCertificate: { certFile: certificate, keyFile: key } } },
        },
    });
}
