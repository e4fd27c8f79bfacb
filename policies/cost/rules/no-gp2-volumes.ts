import { defineRule, resources } from "../../kit";
import { quotePrice } from "./references";

const DATABASE = "aws:rds/instance:Instance";
const STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass";

export const noGp2Volumes = defineRule({
    name: "no-gp2-volumes",
    title: "Volumes are gp3, not gp2",
    severity: "low",
    why: "gp3 costs a fifth less than gp2 on EBS and includes 3,000 IOPS at any size; on RDS it costs the same and includes more.",
    catalogues: {},
    tags: ["cost"],
    remediation: "Set the volume type to gp3; without one, EC2 and RDS make gp2.",
    url: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    appliesTo: resources("aws:ebs/volume:Volume", DATABASE, STORAGE_CLASS),
    check({ type, props }, report) {
        if (type === STORAGE_CLASS) {
            const driver = props.at("provisioner").read();
            // The in-tree driver makes gp2 by default, the EBS drivers make gp3.
            const isInTree = driver === "kubernetes.io/aws-ebs";
            report.require(
                props.at("parameters", "type"),
                (value) => value !== "gp2" && (value !== undefined || !isInTree),
                wanted(100),
            );
        } else if (type === DATABASE) {
            report.require(props.at("storageType"), isSetToOther, "be gp3");
        } else {
            const size = props.at("size").state;
            const gib = size.kind === "known" && typeof size.value === "number" ? size.value : 100;
            report.require(props.at("type"), isSetToOther, wanted(gib));
        }
    },
});

function isSetToOther(value: unknown): boolean {
    return value !== undefined && value !== "gp2";
}

function wanted(gib: number): string {
    return `be gp3: ${gib} GiB cost ${quotePrice("AmazonEBS", "gp3/storage", gib)} as gp3 and ${quotePrice("AmazonEBS", "gp2/storage", gib)} as gp2`;
}
