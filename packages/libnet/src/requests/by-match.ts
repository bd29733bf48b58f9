import { LATE_ONES, type Correlation } from "./correlation.js";
import type { PendingRequest } from "./pending-request.js";

/** The oldest request is answered that a function says is. */
export class ByMatch<Frame, Out> implements Correlation<Frame, Out> {
  readonly #match: (answer: Frame, request: Out) => boolean;
  #sent = new Set<PendingRequest<Frame, Out>>();
  #late = new Set<PendingRequest<Frame, Out>>();

  constructor(match: (answer: Frame, request: Out) => boolean) {
    this.#match = match;
  }

  get size(): number {
    return this.#sent.size;
  }

  add(request: PendingRequest<Frame, Out>): void {
    this.#sent.add(request);
  }

  take(frame: Frame): PendingRequest<Frame, Out> | undefined {
    for (const requests of [this.#sent, this.#late]) {
      for (const request of requests) {
        if (!this.#match(frame, request.out) || !request.takes(frame)) continue;
        requests.delete(request);
        return request;
      }
    }
    return undefined;
  }

  giveUp(request: PendingRequest<Frame, Out>): void {
    request.late = true;
    this.#sent.delete(request);
    this.#late.add(request);
    const [oldest] = this.#late;
    if (this.#late.size > LATE_ONES && oldest !== undefined) this.#late.delete(oldest);
  }

  remove(request: PendingRequest<Frame, Out>): void {
    this.#sent.delete(request);
  }

  clear(): ReadonlyArray<PendingRequest<Frame, Out>> {
    const all = [...this.#sent];
    this.#sent.clear();
    this.#late.clear();
    return all;
  }
}
