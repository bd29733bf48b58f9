/**
 * A script that was not fulfilled, or something that it did not expect. The message says which peer and step, what was
 * expected and received, and what was done before and was to come next; the stack is that of the line where the step was
 * written.
 */
export class PeerError extends Error {
  override readonly name = "PeerError";

  /** @param frames - the lines of the stack that it gets; empty: those of who made it. */
  constructor(message: string, frames: string, cause: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    if (frames !== "") this.stack = `${this.name}: ${message}\n${frames}`;
  }
}
