/** The ports that a host chooses itself. */
const FIRST = 50_000;
const LAST = 65_535;

/** Which ports of a host are taken by listeners and dialled streams. */
export class Ports {
  readonly #taken = new Set<number>();
  #next = FIRST;

  /** Takes a port, a chosen one for 0. */
  take(wanted: number): number | "in-use" | "limit" {
    const port = wanted === 0 ? this.#choose() : wanted;
    if (port === undefined) return "limit";
    if (this.#taken.has(port)) return "in-use";
    this.#taken.add(port);
    return port;
  }

  free(port: number): void {
    this.#taken.delete(port);
  }

  #choose(): number | undefined {
    for (let tries = FIRST; tries <= LAST; tries++) {
      const port = this.#next;
      this.#next = port === LAST ? FIRST : port + 1;
      if (!this.#taken.has(port)) return port;
    }
    return undefined;
  }
}
