/** Rules for AWS resources. */
import type { Rule } from "../../../kit";
import { bucketHasPublicAccessBlock } from "./bucket-has-public-access-block";
import { bucketPublicAccessBlocked } from "./bucket-public-access-blocked";
import { cacheEncryptedAtRest } from "./cache-encrypted-at-rest";
import { cacheEncryptedInTransit } from "./cache-encrypted-in-transit";
import { clusterEndpointRestricted } from "./cluster-endpoint-restricted";
import { clusterLogsEnabled } from "./cluster-logs-enabled";
import { clusterSecretsEncrypted } from "./cluster-secrets-encrypted";
import { databaseCustomerKey } from "./database-customer-key";
import { databaseEncrypted } from "./database-encrypted";
import { databaseNotPublic } from "./database-not-public";
import { defaultSecurityGroupEmpty } from "./default-security-group-empty";
import { defaultSecurityGroupManaged } from "./default-security-group-managed";
import { iamNoAdministrator } from "./iam-no-administrator";
import { iamNoFullAccess } from "./iam-no-full-access";
import { keyRotation } from "./key-rotation";
import { logRetention } from "./log-retention";
import { noIngressFromWorld } from "./no-ingress-from-world";
import { subnetNoPublicAddress } from "./subnet-no-public-address";
import { vpcFlowLog } from "./vpc-flow-log";

export const awsRules: readonly Rule[] = [
    databaseEncrypted,
    databaseCustomerKey,
    databaseNotPublic,
    cacheEncryptedAtRest,
    cacheEncryptedInTransit,
    clusterSecretsEncrypted,
    clusterEndpointRestricted,
    clusterLogsEnabled,
    noIngressFromWorld,
    defaultSecurityGroupEmpty,
    defaultSecurityGroupManaged,
    subnetNoPublicAddress,
    vpcFlowLog,
    keyRotation,
    logRetention,
    iamNoFullAccess,
    iamNoAdministrator,
    bucketPublicAccessBlocked,
    bucketHasPublicAccessBlock,
];
