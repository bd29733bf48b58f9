/** What was seen against the rules. */
export interface Foul {
  readonly expected: string;
  readonly seen: string;
}

/** Watches a whole trial: what every callback and every call must keep, whatever the law is about. */
export class Referee {
  /** The first thing that was against the rules. */
  foul: Foul | undefined;
  #inside = "";

  /** Calls the card; a callback that comes before the call returned is a foul. */
  during<T>(call: string, run: () => T): T {
    const outer = this.#inside;
    this.#inside = call;
    try {
      return run();
    } finally {
      this.#inside = outer;
    }
  }

  /** To be called at the start of every callback. */
  heard(who: string, event: string): void {
    if (this.#inside !== "") this.note("no callback before a call has returned", `${who}: ${event} inside ${this.#inside}()`);
  }

  note(expected: string, seen: string): void {
    this.foul ??= { expected, seen };
  }
}
