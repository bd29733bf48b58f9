import { Deadline, type Deadlines } from "@luat/socket/runtime";
import type { Correlation } from "./correlation.js";
import type { PendingRequest } from "./pending-request.js";

/** The oldest request is answered first. One that was given up keeps its place until its answer comes or is taken to be lost. */
export class InOrder<Frame, Out> implements Correlation<Frame, Out> {
  readonly #deadlines: Deadlines;
  readonly #lateFor: number | undefined;
  readonly #onFree: () => void;
  #sent: Array<PendingRequest<Frame, Out>> = [];

  /** @param onFree - is called when a late request has lost its place. */
  constructor(deadlines: Deadlines, lateFor: number | undefined, onFree: () => void) {
    this.#deadlines = deadlines;
    this.#lateFor = lateFor;
    this.#onFree = onFree;
  }

  get size(): number {
    return this.#sent.length;
  }

  add(request: PendingRequest<Frame, Out>): void {
    this.#sent.push(request);
  }

  take(frame: Frame): PendingRequest<Frame, Out> | undefined {
    const [first] = this.#sent;
    if (first === undefined || !first.takes(frame)) return undefined;
    this.#sent.shift();
    first.forget?.();
    return first;
  }

  giveUp(request: PendingRequest<Frame, Out>): void {
    request.late = true;
    if (this.#lateFor === undefined) return;
    const deadline = new Deadline(() => {
      this.remove(request);
      this.#onFree();
    });
    request.forget = () => {
      this.#deadlines.forget(deadline);
    };
    this.#deadlines.arm(deadline, this.#lateFor);
  }

  remove(request: PendingRequest<Frame, Out>): void {
    const at = this.#sent.indexOf(request);
    if (at >= 0) this.#sent.splice(at, 1);
  }

  clear(): ReadonlyArray<PendingRequest<Frame, Out>> {
    const all = this.#sent;
    this.#sent = [];
    for (const { forget } of all) forget?.();
    return all;
  }
}
