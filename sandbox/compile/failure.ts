import type { BuildFailure, Message } from "esbuild";
import { UserError } from "../errors";

/**
 * Runs a build; says where the source is wrong when it does not compile.
 *
 * @param what is compiled, as the start of a sentence
 * @throws UserError with a line per mistake
 */
export async function orExplain<Result>(what: string, build: Promise<Result>): Promise<Result> {
    try {
        return await build;
    } catch (error) {
        const mistakes = (error as Partial<BuildFailure>).errors;
        if (mistakes === undefined) throw error;
        throw new UserError(`${what} does not compile: ${mistakes.map(describe).join("; ")}.`);
    }
}

function describe({ location, text }: Message): string {
    if (location === null) return text;
    return `${location.file}:${String(location.line)}:${String(location.column + 1)}: ${text}`;
}
