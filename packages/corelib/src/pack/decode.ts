import { NUMBERS, PREFIXES, type Item } from "./format.js";
import { dataViewOn } from "./number-formats.js";

/** What a value of bytes can be. */
export type Decoded = number | bigint | Uint8Array<ArrayBuffer>;

/**
 * Reads the values of a format from a place on, and stops at the first that is not wholly there.
 *
 * @returns the place behind the last value, and the values; texts are copies.
 */
export function decode(items: readonly Item[], bytes: Uint8Array, from: number): { at: number; values: Decoded[] } {
  const view = dataViewOn(bytes);
  const values: Decoded[] = [];
  let at = from;
  for (const item of items) {
    const times = item.letter === "A" ? 1 : (item.count ?? 1);
    for (let i = 0; i < times; i++) {
      const format = NUMBERS.get(item.letter);
      if (format !== undefined) {
        if (at + format.size > bytes.length) return { at, values };
        values.push(format.read(view, at, item.little));
        at += format.size;
        continue;
      }
      const text = findText(item, bytes, view, at);
      if (text === undefined) return { at, values };
      // slice() would give a view when the bytes are a Buffer of Node.
      values.push(new Uint8Array(bytes.subarray(text.start, text.end)));
      at = text.next;
    }
  }
  return { at, values };
}

interface Text {
  readonly start: number;
  readonly end: number;
  /** Where the next value begins. */
  readonly next: number;
}

function findText({ letter, count, little }: Item, bytes: Uint8Array, view: DataView, at: number): Text | undefined {
  if (letter === "z") {
    if (at >= bytes.length) return undefined;
    const zero = bytes.indexOf(0, at);
    return zero < 0 ? { start: at, end: bytes.length, next: bytes.length } : { start: at, end: zero, next: zero + 1 };
  }
  const prefix = PREFIXES.get(letter);
  const start = at + (prefix?.size ?? 0);
  if (start > bytes.length) return undefined;
  const end = start + (prefix?.read(view, at, little) ?? count ?? 1);
  return end > bytes.length ? undefined : { start, end, next: end };
}
