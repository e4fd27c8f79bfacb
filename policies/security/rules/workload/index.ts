/** Rules for pods, whatever resource describes them. */
import type { Rule } from "../../../kit";
import { capabilitiesDropped } from "./capabilities-dropped";
import { imageFixed } from "./image-fixed";
import { noHostNamespaces } from "./no-host-namespaces";
import { noHostPath } from "./no-host-path";
import { noHostPort } from "./no-host-port";
import { noPrivilegeEscalation } from "./no-privilege-escalation";
import { noPrivilegedContainer } from "./no-privileged-container";
import { noRootUser } from "./no-root-user";
import { noServiceAccountToken } from "./no-service-account-token";
import { readOnlyRoot } from "./read-only-root";
import { resourcesSet } from "./resources-set";
import { runAsNonRoot } from "./run-as-non-root";
import { seccompProfile } from "./seccomp-profile";

export const workloadRules: readonly Rule[] = [
    runAsNonRoot,
    noRootUser,
    noPrivilegeEscalation,
    noPrivilegedContainer,
    capabilitiesDropped,
    seccompProfile,
    noHostNamespaces,
    noHostPath,
    noHostPort,
    readOnlyRoot,
    resourcesSet,
    imageFixed,
    noServiceAccountToken,
];
