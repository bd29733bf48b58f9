import type { Clock, DnsAnswer, Fault } from "@luat/contract";
import type { Entry } from "./entry.js";
import type { Player } from "./player.js";

/** A question of the program to the name service. */
export class ReplayedLookup implements Player {
  readonly #clock: Clock;
  #done: ((answer: DnsAnswer) => void) | undefined;

  constructor(clock: Clock, done: (answer: DnsAnswer) => void) {
    this.#clock = clock;
    this.#done = done;
  }

  stop(): void {
    this.#done = undefined;
  }

  play(entry: Entry): boolean {
    const done = this.#done;
    if (done === undefined || entry.ev !== "resolved") return false;
    this.#done = undefined;
    const { addresses = [], fault } = entry;
    done(fault === undefined ? { addresses } : { fault });
    return true;
  }

  fail(fault: Fault): void {
    this.#clock.after(0, () => {
      const done = this.#done;
      this.#done = undefined;
      done?.({ fault });
    });
  }
}
