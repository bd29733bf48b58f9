import { LimitedCall, type Limit } from "./limited-call.js";

/**
 * A wait that comes once in the life of a connection: for being on line, or closed. It resolves with `"timeout"` when time is up:
 * after an await, the stack of an error that is made then names who called.
 */
export class OnceWait<T> extends LimitedCall<T | "timeout"> {
  protected override giveUp(limit: Limit): void {
    this.stop();
    if (limit === "timeout") this.resolve("timeout");
    else this.reject(limit.signal);
  }
}
