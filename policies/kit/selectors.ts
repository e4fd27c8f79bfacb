import type { ResourceInput, Selection, Stack, Resource } from "./resources";
import { Value } from "./value";
import type { Unjudged } from "./value";
import { workloads } from "./workloads";
import type { Container, ContainerRole, Workload } from "./workloads";

/** Chooses what a rule judges in one resource. */
export interface ResourceSelector<Subject> {
    readonly scope: "resource";
    /** In words, for the generated documents. */
    readonly describes: string;
    /** The type tokens that it chooses; none if it chooses by shape. */
    readonly types: readonly string[];
    readonly select: (input: ResourceInput) => Selection<Subject>;
}

/** Chooses what a rule judges in a whole stack. */
export interface StackSelector<Subject> {
    readonly scope: "stack";
    readonly describes: string;
    readonly types: readonly string[];
    readonly select: (stack: Stack) => readonly (Subject & { readonly resource: Resource })[];
}

/** A resource and its properties. */
export interface ResourceSubject {
    readonly type: string;
    readonly props: Value;
}

/** A pod that someone will run. */
export interface WorkloadSubject {
    readonly workload: Workload;
    readonly pod: Value;
}

/** A container of such a pod. */
export interface ContainerSubject extends WorkloadSubject {
    readonly container: Value;
    readonly role: ContainerRole;
    /** Prefixes messages, because a list index does not say which container it is. */
    readonly label: string;
}

/** A resource of a stack, with the stack. */
export interface StackSubject extends ResourceSubject {
    readonly resource: Resource;
    readonly stack: Stack;
}

/** Every resource of these type tokens. */
export function resources(...types: readonly [string, ...string[]]): ResourceSelector<ResourceSubject> {
    return {
        scope: "resource",
        describes: types.map((type) => `\`${type}\``).join(", "),
        types,
        select: (input) => {
            const unjudged: Unjudged[] = [];
            const props = (): Value => Value.of(input.props, { onUnjudged: (item) => unjudged.push(item) });
            return { subjects: types.includes(input.type) ? [{ type: input.type, props: props() }] : [], unjudged };
        },
    };
}

/** Every pod that a resource describes. `os: "linux"` leaves out pods that say they run on Windows. */
export function pods(options: { os?: "linux" } = {}): ResourceSelector<WorkloadSubject> {
    return {
        scope: "resource",
        describes: `every pod, whatever resource describes it${linuxOnly(options)}`,
        types: [],
        select: (input) => {
            const view = workloads(input.type, input.props);
            const subjects = view.workloads
                .filter((workload) => options.os === undefined || !workload.windows)
                .map((workload) => ({ workload, pod: workload.pod }));
            return { subjects, unjudged: view.unjudged };
        },
    };
}

/**
 * Every container of every pod: regular, init and ephemeral.
 *
 * @param options `os: "linux"` leaves out pods that say they run on Windows; `roles`: only these (default: all)
 */
export function containers(
    options: { os?: "linux"; roles?: readonly ContainerRole[] } = {},
): ResourceSelector<ContainerSubject> {
    return {
        scope: "resource",
        describes: `every container (${(options.roles ?? ALL_ROLES).join(", ")}) of every pod${linuxOnly(options)}`,
        types: [],
        select: (input) => {
            const { subjects, unjudged } = pods(options).select(input);
            return {
                subjects: subjects.flatMap((subject) => containersOf(subject, options.roles)),
                // Kept as it is, because a check may still add to it.
                unjudged,
                alsoUnjudged: subjects.flatMap(({ workload }) => workload.unjudged),
            };
        },
    };
}

const ALL_ROLES: readonly ContainerRole[] = ["regular", "init", "ephemeral"];

function linuxOnly(options: { os?: "linux" }): string {
    return options.os === undefined ? "" : ", except on Windows";
}

function containersOf(subject: WorkloadSubject, roles: readonly ContainerRole[] | undefined): ContainerSubject[] {
    return subject.workload.containers
        .filter(({ role }) => roles?.includes(role) ?? true)
        .map((container) => ({
            ...subject,
            container: container.value,
            role: container.role,
            label: label(container),
        }));
}

function label({ role, name }: Container): string {
    return role === "regular" ? `container '${name}'` : `${role} container '${name}'`;
}

/** Every resource of these type tokens, judged at the end together with the whole stack. */
export function stackResources(...types: readonly [string, ...string[]]): StackSelector<StackSubject> {
    return {
        scope: "stack",
        describes: `${types.map((type) => `\`${type}\``).join(", ")}, with the whole stack`,
        types,
        select: (stack) =>
            stack.ofType(...types).map((resource) => ({ resource, stack, type: resource.type, props: resource.props })),
    };
}
