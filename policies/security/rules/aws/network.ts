/** Widest IPv4 network, by prefix length, that counts as someone's and not as the world. */
const WIDEST_IPV4 = 8;
/** The same for IPv6: registries hand out /12 at most, and a site has a /48. */
const WIDEST_IPV6 = 12;

/**
 * True for a CIDR block that is the whole internet, or so much of it that it is as good as all: 0.0.0.0/1 twice is
 * 0.0.0.0/0. The IPv6 range for private use (fc00::/7) is not the internet.
 */
export function isWorld(cidr: unknown): boolean {
    if (typeof cidr !== "string") {
        return false;
    }
    const [address = "", prefix = ""] = cidr.trim().toLowerCase().split("/");
    const length = prefix === "" ? Number.NaN : Number(prefix);
    if (address.includes(":")) {
        return length < WIDEST_IPV6 && !/^f[cd]/.test(address);
    }
    return length < WIDEST_IPV4;
}
