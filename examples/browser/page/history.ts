/** Messages that can be kept in mind. */
const MOST = 50;

/** What was sent before, to be sent again. */
export class History {
  readonly #texts: string[] = [];
  #at = 0;

  remember(text: string): void {
    if (this.#texts.at(-1) !== text) this.#texts.push(text);
    if (this.#texts.length > MOST) this.#texts.shift();
    this.#at = this.#texts.length;
  }

  /** The one before; absent: there is none. */
  back(): string | undefined {
    if (this.#at === 0) return undefined;
    return this.#texts[--this.#at];
  }

  /** The one after; after the last comes an empty one. */
  forward(): string | undefined {
    if (this.#at >= this.#texts.length) return undefined;
    return this.#texts[++this.#at] ?? "";
  }
}
