/** Every rule's table of cases, one file each. */
import type { RuleTable } from "../../../policies/kit/testing";
import { table as capabilitiesDropped } from "./workload/capabilities-dropped";
import { table as imageFixed } from "./workload/image-fixed";
import { table as noHostNamespaces } from "./workload/no-host-namespaces";
import { table as noHostPath } from "./workload/no-host-path";
import { table as noHostPort } from "./workload/no-host-port";
import { table as noPrivilegeEscalation } from "./workload/no-privilege-escalation";
import { table as noPrivilegedContainer } from "./workload/no-privileged-container";
import { table as noRootUser } from "./workload/no-root-user";
import { table as noServiceAccountToken } from "./workload/no-service-account-token";
import { table as readOnlyRoot } from "./workload/read-only-root";
import { table as resourcesSet } from "./workload/resources-set";
import { table as runAsNonRoot } from "./workload/run-as-non-root";
import { table as seccompProfile } from "./workload/seccomp-profile";
import { table as bucketHasPublicAccessBlock } from "./aws/bucket-has-public-access-block";
import { table as bucketPublicAccessBlocked } from "./aws/bucket-public-access-blocked";
import { table as cacheEncryptedAtRest } from "./aws/cache-encrypted-at-rest";
import { table as cacheEncryptedInTransit } from "./aws/cache-encrypted-in-transit";
import { table as clusterEndpointRestricted } from "./aws/cluster-endpoint-restricted";
import { table as clusterLogsEnabled } from "./aws/cluster-logs-enabled";
import { table as clusterSecretsEncrypted } from "./aws/cluster-secrets-encrypted";
import { table as databaseCustomerKey } from "./aws/database-customer-key";
import { table as databaseEncrypted } from "./aws/database-encrypted";
import { table as databaseNotPublic } from "./aws/database-not-public";
import { table as defaultSecurityGroupEmpty } from "./aws/default-security-group-empty";
import { table as defaultSecurityGroupManaged } from "./aws/default-security-group-managed";
import { table as iamNoAdministrator } from "./aws/iam-no-administrator";
import { table as iamNoFullAccess } from "./aws/iam-no-full-access";
import { table as keyRotation } from "./aws/key-rotation";
import { table as logRetention } from "./aws/log-retention";
import { table as noIngressFromWorld } from "./aws/no-ingress-from-world";
import { table as subnetNoPublicAddress } from "./aws/subnet-no-public-address";
import { table as vpcFlowLog } from "./aws/vpc-flow-log";

export const tables: readonly RuleTable[] = [
    capabilitiesDropped,
    imageFixed,
    noHostNamespaces,
    noHostPath,
    noHostPort,
    noPrivilegeEscalation,
    noPrivilegedContainer,
    noRootUser,
    noServiceAccountToken,
    readOnlyRoot,
    resourcesSet,
    runAsNonRoot,
    seccompProfile,
    bucketHasPublicAccessBlock,
    bucketPublicAccessBlocked,
    cacheEncryptedAtRest,
    cacheEncryptedInTransit,
    clusterEndpointRestricted,
    clusterLogsEnabled,
    clusterSecretsEncrypted,
    databaseCustomerKey,
    databaseEncrypted,
    databaseNotPublic,
    defaultSecurityGroupEmpty,
    defaultSecurityGroupManaged,
    iamNoAdministrator,
    iamNoFullAccess,
    keyRotation,
    logRetention,
    noIngressFromWorld,
    subnetNoPublicAddress,
    vpcFlowLog,
];
