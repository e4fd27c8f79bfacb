import {
    CACHE_ENGINE_FAMILIES,
    EKS_STANDARD_SUPPORT_ENDS,
    isCacheNodeType,
    isDatabaseInstanceClass,
    nodeInstanceType,
    POSTGRES_MAJOR_VERSIONS,
} from "../../../components/config/known";
import { sameAsGolden } from "../../golden";

/** Every family name that AWS could have given by now, whatever the lists say. */
const attributes = ["", "a", "ad", "b", "d", "dn", "g", "gd", "gn", "i", "i-flex", "id", "in", "idn", "iz", "n"];
const families = ["c", "m", "r", "t", "x", "z"].flatMap((letter) =>
    Array.from({ length: 9 }, (_, index) => `${letter}${String(index + 1)}`).flatMap((name) =>
        attributes.map((attribute) => `${name}${attribute}`),
    ),
);
const sizes = ["nano", "micro", "small", "medium", "large", "xlarge"];
for (const times of [2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 32, 48]) sizes.push(`${String(times)}xlarge`);

/** A line for each family that there is, with its sizes. */
function offered(isOffered: (family: string, size: string) => string | undefined): string[] {
    return families.flatMap((family) => {
        const found = sizes.flatMap((size) => isOffered(family, size) ?? []);
        return found.length === 0 ? [] : [`  ${family}: ${found.join(" ")}`];
    });
}

describe("what AWS offers, as configuration may name it", () => {
    it("is what its golden file says: a change of it is seen in review, with its source", () => {
        const when = (isSo: boolean, text: string) => (isSo ? text : undefined);
        sameAsGolden(__dirname, "known.txt", [
            "instance types of nodes, with vCPUs",
            ...offered((family, size) => {
                const type = nodeInstanceType(`${family}.${size}`);
                return type && `${size}=${String(type.vcpus)}`;
            }),
            "of them arm64",
            `  ${families.filter((family) => nodeInstanceType(`${family}.large`)?.architecture === "arm64").join(" ")}`,
            "classes of databases",
            ...offered((family, size) => when(isDatabaseInstanceClass(`db.${family}.${size}`), size)),
            "types of cache nodes",
            ...offered((family, size) => when(isCacheNodeType(`cache.${family}.${size}`), size)),
            "versions",
            ...[EKS_STANDARD_SUPPORT_ENDS, CACHE_ENGINE_FAMILIES, POSTGRES_MAJOR_VERSIONS].map(
                (versions) => `  ${JSON.stringify(versions)}`,
            ),
        ]);
    });
});
