import type { Result } from "./hearer.js";

/** A send that the core took. */
export interface Taken {
  /** The number of it. */
  readonly nth: number;
  readonly length: number;
  /** What the socket must have sent, as it counts, for this to be sent. */
  readonly end: number;
  result: Result;
}

/** The sends of a socket that are not confirmed, and those whose confirmation is still to be told, in order. */
export class Confirmations {
  readonly #pending: Taken[] = [];
  readonly #settled: Taken[] = [];
  #sends = 0;

  /** Bytes that were taken and are not confirmed. */
  get unsent(): number {
    return this.#pending.reduce((sum, { length }) => sum + length, 0);
  }

  /** @returns the number of the send. */
  add(length: number, end: number): number {
    const nth = ++this.#sends;
    this.#pending.push({ nth, length, end, result: 0 });
    return nth;
  }

  /** That which ends there was lost. */
  lose(end: number | undefined): void {
    const lost = this.#pending.find((one) => one.end === end);
    if (lost !== undefined) lost.result = 1;
  }

  /** What becomes of all that are not lost already. */
  mark(result: Result): void {
    for (const one of this.#pending) one.result ||= result;
  }

  /** Settles the oldest, when so much as it needs was sent. One at a time, as programs act on what they are told of it. */
  settle(sent: number): boolean {
    const [one] = this.#pending;
    if (one === undefined || one.end > sent) return false;
    this.#pending.shift();
    this.#settled.push(one);
    return true;
  }

  /** The first settled one that was not told. */
  next(): Taken | undefined {
    return this.#settled.shift();
  }
}
