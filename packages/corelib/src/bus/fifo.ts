/** A first-in, first-out queue in a ring that doubles when it is full: no allocation per entry, none before the first. */
export class Fifo<T> {
  #ring: Array<T | undefined> = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(entry: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = entry;
    this.#size++;
  }

  /** Takes the oldest entry out; `undefined` when there is none. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const entry = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size--;
    return entry;
  }

  clear(): void {
    this.#ring = [];
    this.#head = 0;
    this.#size = 0;
  }

  #grow(): void {
    const ring = this.#ring.slice(this.#head).concat(this.#ring.slice(0, this.#head));
    // The length stays a power of two, so that places wrap with a mask.
    const length = Math.max(8, ring.length * 2);
    while (ring.length < length) ring.push(undefined);
    this.#ring = ring;
    this.#head = 0;
  }
}
