/** The chance of one mock network: any number of streams of random numbers, all from one seed. */
export class Chance {
  readonly #seed: number;
  readonly #streams = new Map<string, number>();
  #isUsed = false;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Whether anybody took a number. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** A stream for the next one that has this name: what others draw, and whether there are any of other names, does not change it. */
  stream(name: string): () => number {
    const nth = this.#streams.get(name) ?? 0;
    this.#streams.set(name, nth + 1);
    let state = hash(`${this.#seed} ${nth} ${name}`);
    return () => {
      this.#isUsed = true;
      // mulberry32: one word of state, and good enough for weather.
      state = (state + 0x6d2b79f5) | 0;
      let word = Math.imul(state ^ (state >>> 15), 1 | state);
      word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
      return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
    };
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum;
}
