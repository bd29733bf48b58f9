import type { Result } from "../core/hearer.js";
import type { Waiting } from "./waiting.js";

interface Awaited {
  readonly waiting: Waiting;
  result: Result | undefined;
}

/** Sends that wait for what the core tells of them, each of its own. */
export class AwaitedSends {
  readonly #sends = new Map<number, Awaited>();

  /**
   * Waits for the send with this number.
   *
   * @param wait - how; what it throws is thrown.
   * @returns what became of it; `undefined` when the wait ended sooner.
   */
  async end(nth: number, waiting: Waiting, wait: (waiting: Waiting) => Promise<unknown>): Promise<Result | undefined> {
    const send: Awaited = { waiting, result: undefined };
    this.#sends.set(nth, send);
    try {
      await wait(waiting);
    } finally {
      this.#sends.delete(nth);
    }
    return send.result;
  }

  sent(result: Result, nth: number): void {
    const send = this.#sends.get(nth);
    if (send === undefined) return;
    send.result = result;
    send.waiting.wake("done");
  }

  /** Nothing goes any more. */
  fail(): void {
    for (const { waiting } of this.#sends.values()) waiting.wake("error");
  }
}
