import type { Origin } from "@luat/corelib";
import type { Engine } from "@luat/socket/runtime";
import { LimitedCall, type Limit } from "./limited-call.js";
import { SpareDeadline } from "./spare-deadline.js";

/** A {@link LimitedCall} that stands alone: it has deadlines of its own, and tells a function of its limits. */
export class LimitedWait<T> extends LimitedCall<T> {
  readonly #deadlines: SpareDeadline;
  #onLimit: ((limit: Limit) => void) | undefined;

  /** @param origin - where the call comes from that waits. */
  constructor(engine: Engine, origin: Origin | undefined) {
    const deadlines = new SpareDeadline(engine.deadlines);
    super(deadlines, origin);
    this.#deadlines = deadlines;
  }

  /** Begins it; `onLimit` stops and settles it when a limit is reached. */
  override start(timeout: number | undefined, signal: AbortSignal | undefined, onLimit?: (limit: Limit) => void): Promise<T> {
    this.#onLimit = onLimit;
    return super.start(timeout, signal);
  }

  override stop(): void {
    super.stop();
    this.#deadlines.end();
  }

  protected override giveUp(limit: Limit): void {
    this.#onLimit?.(limit);
  }
}
