/** A mistake of the user or a fault outside: the command line prints its message, one clear sentence, and no stack. */
export class UserError extends Error {
    override name = "UserError";
}
