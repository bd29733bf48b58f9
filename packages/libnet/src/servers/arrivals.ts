import type { ServedClient } from "./served-client.js";

/** The clients that were let in and wait to be handed out, the longest first; one waits for them at a time. */
export class Arrivals {
  readonly #waiting: ServedClient[] = [];
  #taker: { readonly resolve: (client: ServedClient | undefined) => void; readonly reject: (error: Error) => void } | undefined;
  #end: { readonly error: Error | undefined } | undefined;

  get size(): number {
    return this.#waiting.length;
  }

  put(client: ServedClient): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker === undefined) this.#waiting.push(client);
    else taker.resolve(client);
  }

  /** The next one; `undefined` when none will come any more. */
  next(): Promise<ServedClient | undefined> {
    const client = this.#waiting.shift();
    if (client !== undefined) return Promise.resolve(client);
    if (this.#end !== undefined) return this.#end.error === undefined ? Promise.resolve(undefined) : Promise.reject(this.#end.error);
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject };
    });
  }

  /** Takes one out that is not to be handed out any more. */
  remove(client: ServedClient): void {
    const place = this.#waiting.indexOf(client);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** No more will come; who waits is still handed out. */
  end(error: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    if (error === undefined) this.#taker?.resolve(undefined);
    else this.#taker?.reject(error);
    this.#taker = undefined;
  }
}
