/**
 * Ids of the same check in public catalogues, so that a reader who knows one of them finds the rule. They name
 * the nearest check, which may ask for more or less than the rule does.
 */
export interface Catalogues {
    /** Kubernetes Pod Security Standards: the level that asks for it. */
    readonly pss?: readonly ("baseline" | "restricted")[];
    /** CIS Amazon EKS Benchmark 1.8. */
    readonly cisEks?: readonly string[];
    /** CIS AWS Foundations Benchmark 3.0. */
    readonly cisAws?: readonly string[];
    /** Kubescape's NSA-CISA controls. */
    readonly nsa?: readonly string[];
    /** Checkov. */
    readonly checkov?: readonly string[];
    /** kube-linter. */
    readonly kubeLinter?: readonly string[];
    /** Trivy's Kubernetes checks. */
    readonly ksv?: readonly string[];
    /** AWS Foundational Security Best Practices (Security Hub controls). */
    readonly fsbp?: readonly string[];
}

/** The catalogues' names as readers know them, in the order of the generated documents. */
export const CATALOGUE_NAMES: Readonly<Record<keyof Catalogues, string>> = {
    pss: "PSS",
    cisEks: "CIS EKS 1.8",
    cisAws: "CIS AWS 3.0",
    nsa: "NSA",
    checkov: "Checkov",
    kubeLinter: "kube-linter",
    ksv: "Trivy",
    fsbp: "FSBP",
};

/** Each id with its catalogue, such as `Checkov CKV_K8S_16`. */
export function catalogueIds(catalogues: Catalogues): string[] {
    return (Object.keys(CATALOGUE_NAMES) as (keyof Catalogues)[]).flatMap((key) =>
        (catalogues[key] ?? []).map((id) => `${CATALOGUE_NAMES[key]} ${id}`),
    );
}

/** The ids of each catalogue on its own, such as `Checkov CKV_K8S_23, CKV_K8S_29`. */
export function catalogueSummary(catalogues: Catalogues): string {
    return (Object.keys(CATALOGUE_NAMES) as (keyof Catalogues)[])
        .flatMap((key) => {
            const ids = catalogues[key] ?? [];
            return ids.length === 0 ? [] : [`${CATALOGUE_NAMES[key]} ${ids.join(", ")}`];
        })
        .join("; ");
}
