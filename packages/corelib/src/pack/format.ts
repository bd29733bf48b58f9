import { describeValue } from "../log/format-value.js";
import { F32, F64, I16, I32, I64, I8, U16, U32, U64, U8, type NumberFormat } from "./number-formats.js";

/** One letter of a format, in the byte order that holds there. */
export interface Item {
  readonly letter: string;
  /** The count after the letter, `undefined` when there is none. */
  readonly count: number | undefined;
  readonly little: boolean;
}

/** The letters that stand for numbers. */
export const NUMBERS: ReadonlyMap<string, NumberFormat> = new Map<string, NumberFormat>([
  ["c", I8],
  ["b", U8],
  ["h", I16],
  ["H", U16],
  ["i", I32],
  ["I", U32],
  ["l", I64],
  ["L", U64],
  ["f", F32],
  ["d", F64],
  ["n", F64],
]);

/** The letters of text with its length before it, by what holds the length. */
export const PREFIXES: ReadonlyMap<string, NumberFormat<number>> = new Map([
  ["p", U8],
  ["P", U16],
  ["a", U32],
]);

/** The letters that `zb:pack` and `zb:unpack` know. */
export const ZBUFF_LETTERS = "cbhHiIlLfdnA";
/** The letters that `pack.pack` and `pack.unpack` know. */
export const PACK_LETTERS = `${ZBUFF_LETTERS}zpPa`;

const ORDERS = "<>=";
const IGNORED = " ,";
const MOST = 0x7fffffff;

/**
 * Takes a format apart. A zero byte ends it, as in C.
 *
 * @throws TypeError when it is no string, RangeError when it holds anything but `letters` and the signs of the order.
 */
export function parseFormat(fmt: string, letters: string): Item[] {
  if (typeof fmt !== "string") throw new TypeError(`fmt is ${describeValue(fmt)}; expected a string`);
  const items: Item[] = [];
  let little = true;
  let index = 0;
  while (index < fmt.length) {
    const letter = String.fromCodePoint(fmt.codePointAt(index) ?? 0);
    if (letter === "\0") break;
    const digits = index + letter.length;
    let end = digits;
    while (isDigit(fmt.charCodeAt(end))) end++;
    const count = end > digits ? Number(fmt.slice(digits, end)) : undefined;
    if (count !== undefined && count > MOST) throw new RangeError(`fmt has the count ${count} at index ${index}; expected at most ${MOST}`);
    if (letters.includes(letter)) items.push({ letter, count, little });
    else if (ORDERS.includes(letter)) little = count === 0 ? little : letter !== ">";
    else if (!IGNORED.includes(letter)) {
      throw new RangeError(`fmt has ${describeValue(letter)} at index ${index}; expected a letter of ${letters}, ${ORDERS}, a comma or a space`);
    }
    index = end;
  }
  return items;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
