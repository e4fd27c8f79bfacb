/** How often a plugin looks whether its engine is still there, in milliseconds. */
const PARENT_POLL_MS = 1000;

/** Ends this process once its engine is gone: a killed engine leaves its plugins behind otherwise. */
export function endWithParent(): void {
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine) {
            process.exit();
        }
    }, PARENT_POLL_MS).unref();
}
