import { PORTS } from "../addresses";
import { INSIDE } from "../layout";

/** The user of the application, with every right in its database and no password. */
export const DATABASE_USER = "leanvibe";

/** Settings of PostgreSQL. Its only clients beside the socket come through the proxy that offers TLS, on loopback. */
export function postgresConfig(): string {
    return `listen_addresses = '127.0.0.1'
port = ${PORTS.databasePlain}
unix_socket_directories = '${INSIDE.temporary}'
max_connections = 400
shared_buffers = '128MB'
# A power failure may lose what it holds: the cluster is thrown away then. A killed process loses nothing.
fsync = off
full_page_writes = off
synchronous_commit = on
max_wal_size = '2GB'
log_destination = 'stderr'
logging_collector = off
`;
}

/** Who may connect, and how: the network namespace is the fence. */
export function postgresAccess(): string {
    return `local all postgres trust
local all ${DATABASE_USER} trust
host all ${DATABASE_USER} 127.0.0.1/32 trust
`;
}
