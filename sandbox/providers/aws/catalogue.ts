import { ProviderError } from "../protocol/service";
import { ResourceDefinition } from "./definition";
import { cloudwatch } from "./services/cloudwatch";
import { ec2Network } from "./services/ec2-network";
import { ec2Routing } from "./services/ec2-routing";
import { ec2Security } from "./services/ec2-security";
import { ecr } from "./services/ecr";
import { eks } from "./services/eks";
import { eksAccess } from "./services/eks-access";
import { elasticache } from "./services/elasticache";
import { iam } from "./services/iam";
import { kms } from "./services/kms";
import { rds } from "./services/rds";
import { s3 } from "./services/s3";
import { secretsmanager } from "./services/secretsmanager";

/** Every resource type that the stand-in knows, by its token. */
export const catalogue: Readonly<Record<string, ResourceDefinition>> = {
    ...ec2Network,
    ...ec2Routing,
    ...ec2Security,
    ...iam,
    ...kms,
    ...cloudwatch,
    ...eks,
    ...eksAccess,
    ...rds,
    ...elasticache,
    ...secretsmanager,
    ...s3,
    ...ecr,
};

/** The definition for a type; a type without one is an error that says where to add it. */
export function definitionOf(type: string): ResourceDefinition {
    const definition = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
    if (definition === undefined) {
        const service = type.split(":")[1]?.split("/")[0] ?? "";
        throw new ProviderError(
            `the sandbox does not know the resource type ${type}: add it to sandbox/providers/aws/services/ ` +
                `(a table for ${service === "" ? "its service" : service}) and sandbox/providers/aws/catalogue.ts; docs/sandbox.md tells how`,
        );
    }
    return definition;
}
