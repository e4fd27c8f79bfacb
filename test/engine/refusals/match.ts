import { NOT_EVALUATED } from "../../../policies/kit";
import type { Finding } from "../../../sandbox/summary/model";
import { listOf, type Says, type Specimen } from "./specimen";

/** Something that a pack must say once. */
interface Claim {
    readonly rule: string;
    readonly resource: string | undefined;
    readonly words: string;
    readonly what: string;
}

/** One thing that a pack said: a violation of one rule, or one rule that could not judge one place. */
interface Said {
    readonly rule: string;
    readonly resource: string | undefined;
    readonly message: string;
    readonly level: Finding["level"];
}

/** What the specimens of a stack must be said of, beside what the packs said: each claim wants exactly one finding. */
export class Match {
    private readonly violations: readonly Said[];
    private readonly notKnown: readonly Said[];
    private readonly claims: { readonly says: readonly Claim[]; readonly notKnown: readonly Claim[] };

    constructor(specimens: readonly Specimen[], findings: readonly Finding[]) {
        this.violations = findings.filter(({ policy }) => policy !== NOT_EVALUATED).map(violation);
        this.notKnown = findings.filter(({ policy }) => policy === NOT_EVALUATED).flatMap(placesNotKnown);
        this.claims = {
            says: specimens.flatMap((specimen) => claimsOf(specimen, specimen.says)),
            notKnown: specimens.flatMap((specimen) => claimsOf(specimen, specimen.notKnown)),
        };
    }

    violationsOf(rule: string): readonly Said[] {
        return this.violations.filter((said) => said.rule === rule);
    }

    /** What a rule should have found and did not, or found twice. */
    missing(rule: string): string[] {
        return this.claims.says
            .filter((claim) => claim.rule === rule)
            .flatMap((claim) => countFault(claim, this.violations.filter((said) => isViolation(said, claim)).length));
    }

    /** What a rule should have listed as not evaluated and did not. */
    missingUnclear(rule: string): string[] {
        return this.claims.notKnown
            .filter((claim) => claim.rule === rule)
            .flatMap((claim) => countFault(claim, this.notKnown.filter((said) => isNotKnown(said, claim)).length));
    }

    /** What nobody expected. */
    unexpected(): string[] {
        const { says, notKnown } = this.claims;
        return [
            ...this.violations.filter((said) => !says.some((claim) => isViolation(said, claim))),
            ...this.notKnown.filter((said) => !notKnown.some((claim) => isNotKnown(said, claim))),
        ].map(({ rule, resource = "the stack", message }) => `${rule}, ${resource}: ${message}`);
    }
}

/** The engine puts the rule's description on a line before the message. */
function messageOf({ message }: Finding): string {
    return message.slice(message.indexOf("\n") + 1);
}

function violation(finding: Finding): Said {
    const { policy, resource, level } = finding;
    return { rule: policy, resource, level, message: messageOf(finding) };
}

function placesNotKnown(finding: Finding): Said[] {
    const { resource, level } = finding;
    const message = messageOf(finding);
    const rules = / Not judged by: (.*)\.$/.exec(message)?.[1]?.split(", ") ?? [NOT_EVALUATED];
    return rules.map((rule) => ({ rule, resource, level, message }));
}

function claimsOf({ name, what }: Specimen, says: Says): Claim[] {
    return Object.entries(says).flatMap(([rule, words]) =>
        listOf(words).map((text) => ({ rule, resource: name, words: text, what })),
    );
}

function isViolation(said: Said, claim: Claim): boolean {
    return said.rule === claim.rule && said.resource === claim.resource && said.message.includes(claim.words);
}

function isNotKnown(said: Said, claim: Claim): boolean {
    return (
        said.rule === claim.rule && said.resource === claim.resource && said.message.startsWith(`${claim.words} is `)
    );
}

function countFault({ resource = "the stack", what, words }: Claim, count: number): string[] {
    return count === 1 ? [] : [`${resource} (${what}): ${words} was said ${String(count)} times`];
}
