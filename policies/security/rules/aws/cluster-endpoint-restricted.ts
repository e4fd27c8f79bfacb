import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";
import { isWorld } from "./network";

export const clusterEndpointRestricted = defineRule({
    name: "cluster-endpoint-restricted",
    title: "The EKS API endpoint is not open to the world",
    severity: "high",
    why: "EKS opens the endpoint to 0.0.0.0/0 unless told otherwise; a stolen credential is then usable from anywhere.",
    catalogues: { fsbp: ["EKS.1"], cisEks: ["5.4.1", "5.4.2"], checkov: ["CKV_AWS_38", "CKV_AWS_39"] },
    remediation: "Set vpcConfig.endpointPublicAccess: false, or name the allowed networks in publicAccessCidrs.",
    url: securityHubControl("EKS.1"),
    appliesTo: resources("aws:eks/cluster:Cluster"),
    check({ props }, report) {
        if (props.at("vpcConfig", "endpointPublicAccess").read() === false) {
            return;
        }
        const cidrs = props.at("vpcConfig", "publicAccessCidrs");
        report.require(cidrs, (value) => Array.isArray(value) && value.length > 0, "name the allowed networks");
        for (const cidr of cidrs.items()) {
            report.require(cidr, (value) => !isWorld(value), "not be the whole internet");
        }
    },
});
