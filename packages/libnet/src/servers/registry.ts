/** Who has which id: the last who took it. Whoever lost it to another cannot take it away from that one by leaving late. */
export class Registry<C extends object> {
  readonly #byId = new Map<string, C>();
  readonly #ids = new Map<C, string>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): C | undefined {
    return this.#byId.get(id);
  }

  /** Gives the id to this one, who gives up the one it had; returns who had it before, unless it is the same. */
  put(id: string, client: C): C | undefined {
    const before = this.#byId.get(id);
    if (before === client) return undefined;
    this.remove(client);
    if (before !== undefined) this.#ids.delete(before);
    this.#byId.set(id, client);
    this.#ids.set(client, id);
    return before;
  }

  /** Takes this one out, and nobody else. */
  remove(client: C): void {
    const id = this.#ids.get(client);
    if (id === undefined) return;
    this.#ids.delete(client);
    this.#byId.delete(id);
  }
}
