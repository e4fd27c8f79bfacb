import { containers, defineRule } from "../../../kit";

export const imageFixed = defineRule({
    name: "image-fixed",
    title: "Images are named by a fixed tag or a digest",
    severity: "medium",
    why: "With a moving tag two pods of one release run different code, and a rollback brings nothing back.",
    catalogues: {
        checkov: ["CKV_K8S_14", "CKV_K8S_43"],
        kubeLinter: ["latest-tag"],
        ksv: ["KSV-0013"],
    },
    remediation: "Name the release's own tag, such as :2.0.0, or a digest (@sha256:…); never :latest.",
    url: "https://kubernetes.io/docs/concepts/containers/images/",
    appliesTo: containers(),
    check({ container }, report) {
        report.require(container.at("image"), isFixed, "have a tag other than latest, or a digest");
    },
});

/** A registry may have a port, so the tag is looked for in the last part of the path alone. */
function isFixed(image: unknown): boolean {
    if (typeof image !== "string") {
        return false;
    }
    const [reference = "", digest] = image.split("@");
    const tag = /:([^:/]+)$/.exec(reference)?.[1];
    return (
        /^sha256:[0-9a-f]{64}$/.test(digest ?? "") || (digest === undefined && tag !== undefined && tag !== "latest")
    );
}
