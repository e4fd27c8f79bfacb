import { CheckFailure } from "../protocol/service";
import { isMap, isSecretAt, PropertyMap, reveal, valueAt } from "../protocol/value";
import { GroupVersionKind } from "./kinds";

// The API server's own rules and words: k8s.io/apimachinery/pkg/util/validation.
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_FORM =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_FORM =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_FORM =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Kinds whose names may hold what a DNS name may not (`system:node`). */
const PATH_NAMED: ReadonlySet<string> = new Set(["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]);

/** What the API server would refuse in an object's identity and labels. Unknown values are passed over. */
export function validateObject(gvk: GroupVersionKind, inputs: PropertyMap): CheckFailure[] {
    return [
        ...expected(inputs, "apiVersion", gvk.apiVersion),
        ...expected(inputs, "kind", gvk.kind),
        ...validateName(gvk, inputs),
        ...textAt(inputs, "metadata.namespace", (name) => judge(name, LABEL, LABEL_FORM, 63)),
        ...validateLabels(inputs, "metadata.labels"),
        ...validateKeys(inputs, "metadata.annotations"),
        ...validateLabels(inputs, "spec.selector.matchLabels"),
        ...validateLabels(inputs, "spec.template.metadata.labels"),
        ...validateSelector(gvk, inputs),
    ];
}

function expected(inputs: PropertyMap, property: string, wanted: string): CheckFailure[] {
    const value = valueAt(inputs, property);
    if (value === undefined || value === null) {
        return [{ property, reason: `Required value: must be ${wanted}` }];
    }
    return textAt(inputs, property, (text) =>
        text === wanted ? undefined : `does not match the resource's type, which says ${wanted}`,
    );
}

function validateName(gvk: GroupVersionKind, inputs: PropertyMap): CheckFailure[] {
    return textAt(inputs, "metadata.name", (name) => {
        if (PATH_NAMED.has(gvk.kind)) {
            return /[/%]|^\.{1,2}$/.test(name) ? "may not be '.' or '..', nor contain '/' or '%'" : undefined;
        }
        if (gvk.kind === "Namespace") {
            return judge(name, LABEL, LABEL_FORM, 63);
        }
        return gvk.kind === "Service" && gvk.group === "core"
            ? judge(name, DNS_1035, DNS_1035_FORM, 63)
            : judge(name, SUBDOMAIN, SUBDOMAIN_FORM, 253);
    });
}

function judge(text: string, form: RegExp, words: string, max: number): string | undefined {
    if (text.length > max) {
        return `must be no more than ${max} characters`;
    }
    return form.test(text) ? undefined : words;
}

function validateLabels(inputs: PropertyMap, path: string): CheckFailure[] {
    const labels = reveal(valueAt(inputs, path) ?? null);
    const names = isMap(labels) ? Object.keys(labels) : [];
    return [
        ...validateKeys(inputs, path),
        ...names.flatMap((name) => {
            const value = isMap(labels) ? (labels[name] ?? null) : null;
            return typeof value !== "string" || (value.length <= 63 && LABEL_VALUE.test(value))
                ? []
                : [
                      {
                          property: path,
                          reason: `Invalid value of the label ${isSecretAt(inputs, path) ? "[secret]" : name}: a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
                      },
                  ];
        }),
    ];
}

function validateKeys(inputs: PropertyMap, path: string): CheckFailure[] {
    const map = reveal(valueAt(inputs, path) ?? null);
    return (isMap(map) ? Object.keys(map) : []).flatMap((key) => {
        const slash = key.indexOf("/");
        const [prefix, name] = slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)];
        const isValid =
            name.length <= 63 &&
            QUALIFIED_NAME.test(name) &&
            (slash < 0 || (prefix.length <= 253 && SUBDOMAIN.test(prefix)));
        return isValid
            ? []
            : [
                  {
                      property: path,
                      reason: `Invalid value: ${isSecretAt(inputs, path) ? "[secret]" : JSON.stringify(key)}: a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character, with an optional DNS subdomain prefix and '/'`,
                  },
              ];
    });
}

/** A workload whose selector misses its own pods is refused by the API server. */
function validateSelector(gvk: GroupVersionKind, inputs: PropertyMap): CheckFailure[] {
    const [wanted, given] = ["spec.selector.matchLabels", "spec.template.metadata.labels"].map((path) =>
        reveal(valueAt(inputs, path) ?? null),
    );
    if (gvk.group !== "apps" || gvk.isPatch || !isMap(wanted) || !isMap(given)) {
        return [];
    }
    const misses = Object.entries(wanted).some(([name, value]) => {
        const other = given[name] ?? null;
        return typeof value === "string" && (other === null || typeof other === "string") && value !== other;
    });
    return misses
        ? [
              {
                  property: "spec.template.metadata.labels",
                  reason: "Invalid value: `selector` does not match template `labels`",
              },
          ]
        : [];
}

function textAt(inputs: PropertyMap, path: string, judgeText: (text: string) => string | undefined): CheckFailure[] {
    const value = valueAt(inputs, path);
    const text = value === undefined ? null : reveal(value);
    const reason = typeof text === "string" ? judgeText(text) : undefined;
    if (typeof text !== "string" || reason === undefined) {
        return [];
    }
    const shown = isSecretAt(inputs, path) ? "[secret]" : JSON.stringify(text);
    return [{ property: path, reason: `Invalid value: ${shown}: ${reason}` }];
}
