/** An entry of a {@link TimerQueue}. Extend it, or hang what you need on `fire`. */
export interface Timed {
  /** When it is due; set by the queue. */
  due: number;
  /** Its place in the queue, -1 while it is in none; set by the queue. */
  place: number;
  /** Its turn among equal times; set by the queue. */
  order: number;
}

/**
 * What is due when: earliest first, equal times in the order they were added. Adding, moving and removing cost
 * O(log n) and allocate nothing. An entry is in one queue at most.
 *
 * @example
 * ```ts
 * import { TimerQueue } from "@luat/contract";
 *
 * const entry = (text: string) => ({ text, due: 0, place: -1, order: 0 });
 * const queue = new TimerQueue<ReturnType<typeof entry>>();
 * queue.add(entry("late"), 20);
 * queue.add(entry("early"), 10);
 * queue.first?.text; // "early"
 * ```
 */
export class TimerQueue<T extends Timed> {
  readonly #heap: T[] = [];
  #orders = 0;

  /** How many entries are filed. */
  get size(): number {
    return this.#heap.length;
  }

  /** The entry that is due first. */
  get first(): T | undefined {
    return this.#heap[0];
  }

  /** Files an entry, or files it anew when it is filed already. */
  add(entry: T, due: number): void {
    this.remove(entry);
    entry.due = due;
    entry.order = this.#orders++;
    this.#heap.push(entry);
    this.#rise(entry, this.#heap.length - 1);
  }

  /** Takes an entry out; does nothing when it is not filed. */
  remove(entry: T): void {
    const { place } = entry;
    if (place < 0) return;
    entry.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    if (place > 0 && before(last, this.#heap[(place - 1) >> 1] as T)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  #rise(entry: T, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above] as T;
      if (!before(entry, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: T, from: number): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#heap.length) break;
      if (below + 1 < this.#heap.length && before(this.#heap[below + 1] as T, this.#heap[below] as T)) below++;
      const child = this.#heap[below] as T;
      if (!before(child, entry)) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #put(entry: T, place: number): void {
    this.#heap[place] = entry;
    entry.place = place;
  }
}

function before(a: Timed, b: Timed): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
