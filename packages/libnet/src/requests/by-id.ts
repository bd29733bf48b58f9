import { shown } from "../expect.js";
import { LATE_ONES, type Correlation } from "./correlation.js";
import type { PendingRequest } from "./pending-request.js";

/** The request is answered that bears the same id. */
export class ById<Frame, Out> implements Correlation<Frame, Out> {
  readonly #requestId: (request: Out) => unknown;
  readonly #answerId: (frame: Frame) => unknown;
  readonly #sent = new Map<unknown, PendingRequest<Frame, Out>>();
  readonly #late = new Map<unknown, PendingRequest<Frame, Out>>();

  constructor(requestId: (request: Out) => unknown, answerId: (frame: Frame) => unknown) {
    this.#requestId = requestId;
    this.#answerId = answerId;
  }

  get size(): number {
    return this.#sent.size;
  }

  add(request: PendingRequest<Frame, Out>): void {
    const id = this.#requestId(request.out);
    if (id === undefined) throw new TypeError("requestId gives undefined; expected the id of the request");
    if (this.#sent.has(id)) throw new RangeError(`the id of the request is ${shown(id)}; expected one that no other request under way has`);
    request.id = id;
    this.#sent.set(id, request);
  }

  take(frame: Frame): PendingRequest<Frame, Out> | "none" | undefined {
    const id = this.#answerId(frame);
    if (id === undefined) return "none";
    for (const requests of [this.#sent, this.#late]) {
      const request = requests.get(id);
      if (request === undefined || !request.takes(frame)) continue;
      requests.delete(id);
      return request;
    }
    return undefined;
  }

  giveUp(request: PendingRequest<Frame, Out>): void {
    request.late = true;
    this.remove(request);
    this.#late.delete(request.id);
    this.#late.set(request.id, request);
    const [oldest] = this.#late.keys();
    if (this.#late.size > LATE_ONES) this.#late.delete(oldest);
  }

  remove(request: PendingRequest<Frame, Out>): void {
    if (this.#sent.get(request.id) === request) this.#sent.delete(request.id);
  }

  clear(): ReadonlyArray<PendingRequest<Frame, Out>> {
    const all = [...this.#sent.values()];
    this.#sent.clear();
    this.#late.clear();
    return all;
  }
}
