/** Kubernetes namespace of the application. */
export const NAMESPACE = "leanvibe";

/** What every component needs to know of the stack it is part of. */
export interface Platform {
    /** The project, e.g. `leanvibe-agent-hive`. */
    readonly project: string;
    /** The environment, e.g. `dev`. */
    readonly environment: string;
    /** Prefix of physical names, e.g. `leanvibe-dev`. */
    readonly name: string;
    /** AWS account. */
    readonly accountId: string;
    /** AWS region. */
    readonly region: string;
    /** Whether what holds data must not be deleted. */
    readonly protect: boolean;
}

/** Identity of a stack from its configuration. */
export function platformOf(
    project: string,
    config: {
        readonly environment: string;
        readonly aws: { readonly accountId: string; readonly region: string };
        readonly protect: boolean;
    },
): Platform {
    const { environment, protect } = config;
    const { accountId, region } = config.aws;
    return { project, environment, name: `leanvibe-${environment}`, accountId, region, protect };
}

/** Tags that every AWS resource carries; bills are split by them. */
export function platformTags(platform: Platform): Record<string, string> {
    return { project: platform.project, environment: platform.environment, "managed-by": "pulumi" };
}

/**
 * Tags of one component's resources. They repeat the provider's default tags, because a rule that reads a resource at
 * preview sees only what the resource itself names.
 */
export function componentTags(platform: Platform, component: string, name?: string): Record<string, string> {
    return { ...platformTags(platform), component, ...(name === undefined ? {} : { Name: name }) };
}
