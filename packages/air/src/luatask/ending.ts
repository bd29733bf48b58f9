/** Why nothing goes any more with a client, as programs are told. */
export type Reason = "CLOSED" | "IP_ERROR_IND";

/** The end of a client: the first reason stays. */
export class Ending {
  #reason: Reason | undefined;
  #isTold = false;
  #isClosed = false;

  get reason(): Reason | undefined {
    return this.#reason;
  }

  /** Whether the program closes it, or has. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** For the log. */
  get text(): string | undefined {
    if (this.#isClosed) return "the client is closed";
    if (this.#reason === undefined) return undefined;
    return this.#reason === "IP_ERROR_IND" ? "the network was lost" : "the connection has ended";
  }

  fail(reason: Reason): void {
    this.#reason ??= reason;
  }

  closing(): void {
    this.#isClosed = true;
  }

  closed(): void {
    this.fail("CLOSED");
    this.#isTold = true;
  }

  /** What `recv` gives: the reason once. */
  result(): [result: false] | [result: false, reason: Reason] {
    if (this.#isTold || this.#reason === undefined) return [false];
    this.#isTold = true;
    return [false, this.#reason];
  }
}
