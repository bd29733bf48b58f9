import type { Clock } from "@luat/contract";

/** How long a datagram waits for another that goes by, in ms. */
const LONGEST = 100;

/** The datagrams that let the next one on their way by. */
export class LateDatagrams {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Array<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param leave - called once: after the next datagram of this way has left, or in a while. */
  wait(way: string, leave: () => void): void {
    let hasLeft = false;
    const once = (): void => {
      if (hasLeft) return;
      hasLeft = true;
      stop();
      leave();
    };
    const stop = this.#clock.after(LONGEST, once);
    this.#waiting.set(way, [...(this.#waiting.get(way) ?? []), once]);
  }

  /** To be called when a datagram has left. */
  hasLeft(way: string): void {
    const waiting = this.#waiting.get(way);
    if (waiting === undefined) return;
    this.#waiting.delete(way);
    for (const leave of waiting) leave();
  }
}
