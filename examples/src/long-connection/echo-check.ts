/**
 * Compares what comes back with what was sent. Lines are expected whole and each once, and over a connection in the order
 * in which they were sent; how the network cuts them into pieces does not matter.
 */
export class EchoCheck {
  readonly #ordered: boolean;
  /** The lines that have not come back, oldest first. */
  readonly #expected = new Set<string>();
  /** Of datagrams: lines that later ones have overtaken. They are lost, or come late. */
  readonly #overtaken = new Set<string>();
  #tail = "";
  /** Lines that came back. */
  echoed = 0;
  /** Lines, or pieces of them, that were not expected. */
  wrong = 0;

  /** @param ordered - whether lines that come out of order are wrong, as over a connection. Default: true. */
  constructor(ordered = true) {
    this.#ordered = ordered;
  }

  /** A line will be sent; it ends with a line feed. */
  expect(line: string): void {
    this.#expected.add(line);
  }

  /** The line was not sent. */
  forget(line: string): void {
    this.#expected.delete(line);
  }

  /** How many lines may come back still. */
  get waiting(): number {
    return this.#expected.size;
  }

  /** A new connection: the rest of a line that the one before has cut does not come any more. */
  restart(): void {
    this.#tail = "";
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
    if (!this.#expected.has(line) && !this.#overtaken.delete(line)) {
      this.wrong++;
      return;
    }
    this.echoed++;
    if (!this.#expected.has(line)) return;
    // Lines before this one are not waited for any more; over a connection they would even be wrong.
    for (const earlier of this.#expected) {
      this.#expected.delete(earlier);
      if (earlier === line) return;
      if (!this.#ordered) this.#overtaken.add(earlier);
    }
  }

  #begins(text: string): boolean {
    return [...this.#expected].some((line) => line.startsWith(text));
  }
}
