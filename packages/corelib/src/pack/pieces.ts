import { describeValue } from "../log/format-value.js";
import { NUMBERS, PREFIXES, type Item } from "./format.js";
import { dataViewOn, type NumberFormat } from "./number-formats.js";

/** A value that was checked and waits to be written: a number, then text, then zero bytes up to the size. */
export interface Piece {
  readonly size: number;
  readonly little: boolean;
  readonly format: NumberFormat | undefined;
  readonly number: number | bigint;
  readonly text: Uint8Array;
}

/** What a count after `A` means when packing: that many texts, or one text of that many bytes. */
export type CountOfA = "texts" | "bytes";

const utf8 = new TextEncoder();
const NO_TEXT = new Uint8Array(0);

/**
 * The pieces of all values, so that nothing is written when one of them cannot be.
 *
 * @throws TypeError or RangeError when a value does not fit its letter.
 */
export function piecesOf(items: readonly Item[], values: readonly unknown[], countOfA: CountOfA): Piece[] {
  const pieces: Piece[] = [];
  for (const item of items) {
    const isOneText = item.letter === "A" && countOfA === "bytes";
    const times = isOneText ? 1 : (item.count ?? 1);
    for (let i = 0; i < times; i++) {
      const at = pieces.length;
      pieces.push(pieceOf(item, `values[${at}]`, values[at], isOneText ? item.count : undefined));
    }
  }
  return pieces;
}

/** Writes a piece, for which there must be room. */
export function writePiece({ size, little, format, number, text }: Piece, bytes: Uint8Array, view: DataView, at: number): void {
  format?.write(view, at, number, little);
  const from = at + (format?.size ?? 0);
  if (size === from - at) return;
  bytes.set(text, from);
  bytes.fill(0, from + text.length, at + size);
}

/** All pieces, one behind the other. */
export function joinPieces(pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.size, 0));
  const view = dataViewOn(bytes);
  let at = 0;
  for (const piece of pieces) {
    writePiece(piece, bytes, view, at);
    at += piece.size;
  }
  return bytes;
}

function pieceOf({ letter, little }: Item, name: string, value: unknown, length: number | undefined): Piece {
  const format = NUMBERS.get(letter);
  if (format !== undefined) return { size: format.size, little, format, number: format.check(name, value), text: NO_TEXT };
  if (length === 0 && value == null) return { size: 0, little, format, number: 0, text: NO_TEXT };
  const text = textOf(name, value);
  const prefix = PREFIXES.get(letter);
  if (prefix !== undefined) {
    const most = 2 ** (8 * prefix.size) - 1;
    if (text.length > most) throw new RangeError(`${name} is ${text.length} bytes long; expected at most ${most} for ${letter}`);
    return { size: prefix.size + text.length, little, format: prefix, number: text.length, text };
  }
  if (letter === "z") return { size: text.length + 1, little, format, number: 0, text };
  return { size: length ?? text.length, little, format, number: 0, text: text.subarray(0, length) };
}

function textOf(name: string, value: unknown): Uint8Array {
  if (typeof value === "string") return utf8.encode(value);
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${name} is ${describeValue(value)}; expected a string, Uint8Array or zbuff`);
}
