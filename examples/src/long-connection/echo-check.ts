/**
 * Compares what comes back with what was sent. Lines are expected in the order in which they were sent, whole, and each
 * once; how the network cuts them into pieces does not matter.
 */
export class EchoCheck {
  /** The lines that have not come back, oldest first, and whether each is known to be sent. */
  readonly #expected = new Map<string, boolean>();
  #tail = "";
  /** Lines that came back. */
  echoed = 0;
  /** Lines, or pieces of them, that were not expected. */
  wrong = 0;

  /** A line will be sent; it ends with a line feed. */
  expect(line: string): void {
    this.#expected.set(line, false);
  }

  /** The line was sent, if it has not come back meanwhile. */
  sent(line: string): void {
    if (this.#expected.has(line)) this.#expected.set(line, true);
  }

  /** The line was not sent. */
  forget(line: string): void {
    this.#expected.delete(line);
  }

  /** How many lines may come back still. */
  get waiting(): number {
    return this.#expected.size;
  }

  /** A new connection: what was sent on the one before does not come back any more. */
  restart(): void {
    this.#tail = "";
    for (const [line, sent] of this.#expected) if (sent) this.#expected.delete(line);
  }

  /** Takes what came; false: it is not what was sent. */
  receive(data: Uint8Array): boolean {
    const before = this.wrong;
    const lines = (this.#tail + Buffer.from(data).toString("latin1")).split(/(?<=\n)/);
    const last = lines.at(-1) ?? "";
    this.#tail = last.endsWith("\n") ? "" : last;
    for (const line of lines) if (line.endsWith("\n")) this.#line(line);
    if (this.#tail !== "" && !this.#begins(this.#tail)) {
      this.#tail = "";
      this.wrong++;
    }
    return this.wrong === before;
  }

  #line(line: string): void {
    if (!this.#expected.has(line)) {
      this.wrong++;
      return;
    }
    this.echoed++;
    // A connection keeps the order: lines before this one were lost, or would come out of order.
    for (const [earlier] of this.#expected) {
      this.#expected.delete(earlier);
      if (earlier === line) return;
    }
  }

  #begins(text: string): boolean {
    return [...this.#expected.keys()].some((line) => line.startsWith(text));
  }
}
