import { CLUSTER_DOMAIN, NODE_ADDRESS, PORTS } from "../addresses";

/** Domains of AWS whose every name is the node: there PostgreSQL and Redis stand in for RDS and ElastiCache. */
export const STOOD_IN = ["rds.amazonaws.com", "cache.amazonaws.com"] as const;

/** CoreDNS's configuration: Services, the names that are stood in for, and nothing of the world outside. */
export function corefile(kubeconfig: string): string {
    const zones = (names: readonly string[]) => names.map((name) => `${name}:${PORTS.dns}`).join(" ");
    return `${zones([CLUSTER_DOMAIN, "in-addr.arpa", "ip6.arpa"])} {
    bind ${NODE_ADDRESS}
    errors
    kubernetes ${CLUSTER_DOMAIN} in-addr.arpa ip6.arpa {
        kubeconfig ${kubeconfig}
        ttl 5
    }
}
${zones(STOOD_IN)} {
    bind ${NODE_ADDRESS}
    errors
    template IN A {
        answer "{{ .Name }} 5 IN A ${NODE_ADDRESS}"
    }
    # The names exist, without an address of version 6.
    template ANY ANY {
        rcode NOERROR
    }
}
${zones(["."])} {
    bind ${NODE_ADDRESS}
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;
}
