import { createInterface } from "node:readline/promises";

/**
 * Asks the person at the terminal for one of a few words, until one of them is given.
 *
 * @returns the word; undefined when nobody can answer, because standard input or output is no terminal or input has ended
 */
export async function choose<Word extends string>(question: string, words: readonly Word[]): Promise<Word | undefined> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const ended = new AbortController();
    terminal.once("close", () => {
        ended.abort();
    });
    try {
        for (;;) {
            const answer = await terminal.question(`${question} [${words.join("/")}] `, { signal: ended.signal });
            const word = words.find((candidate) => candidate === answer.trim().toLowerCase());
            if (word !== undefined) return word;
        }
    } catch (error) {
        if (ended.signal.aborted) return undefined;
        throw error;
    } finally {
        terminal.close();
    }
}
