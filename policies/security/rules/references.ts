/** Pages that several rules refer to. */
export const POD_SECURITY_STANDARDS = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";
const SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide";

/** The page of an AWS Foundational Security Best Practices control, such as `RDS.3`. */
export function securityHubControl(id: `${string}.${number}`): string {
    const [service = "", number = ""] = id.toLowerCase().split(".");
    return `${SECURITY_HUB}/${service}-controls.html#${service}-${number}`;
}
