import { hex, readable } from "../messages/shown-bytes.js";
import type { Cut } from "./cuts.js";

/** Of each piece. */
const MOST_BYTES = 16;
const MOST_PIECES = 16;

/**
 * A test of {@link everySplit} that failed. The message says which pieces it was given, and how to run it with these alone;
 * the stack is that of what it threw, which is the `cause`.
 */
export class SplitError extends Error {
  override readonly name = "SplitError";
  /** Where the data was cut: what `everySplit` takes as `only`. */
  readonly cut: readonly number[];

  /** @param cause - what the test threw. */
  constructor(message: string, cut: readonly number[], cause: unknown) {
    super(message, { cause });
    this.cut = cut;
    if (cause instanceof Error && cause.stack !== undefined) this.stack = [`${this.name}: ${message}`, ...framesOf(cause.stack)].join("\n");
  }
}

/**
 * @param passed - how many cuts came before that passed.
 * @param cause - what the test threw.
 */
export function splitError(data: Uint8Array, cut: Cut, passed: number, cause: unknown): SplitError {
  const [reason] = String(cause).split("\n", 1);
  const lines = [
    `the data in ${cut.length === 0 ? "one piece" : `${cut.length + 1} pieces`} (${passed} passed before): ${reason}`,
    ...shownPieces(data, cut),
    `this cut alone: everySplit(data, test, { only: [${cut.join(", ")}] })`,
  ];
  return new SplitError(lines.join("\n"), cut, cause);
}

/** The lines that say from where. */
function framesOf(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s*at |@/.test(line));
}

/** Each piece with its place, in hexadecimal, and as text where that can be read. */
function shownPieces(data: Uint8Array, cut: Cut): string[] {
  const starts = [0, ...cut].slice(0, MOST_PIECES);
  const rows = starts.map((start, i) => {
    const end = cut[i] ?? data.length;
    const shown = data.subarray(start, Math.min(end, start + MOST_BYTES));
    const more = end - start - shown.length;
    return [`[${start}..${end})`, hex(shown), `${readable(shown)}${more > 0 ? ` … ${more} bytes more` : ""}`] as const;
  });
  const [wide, wideHex] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) as [number, number];
  const lines = rows.map(([place, bytes, text]) => `  ${place.padEnd(wide)}  ${bytes.padEnd(wideHex)}  ${text}`);
  const rest = cut.length + 1 - rows.length;
  return rest > 0 ? [...lines, `  … ${rest} pieces more`] : lines;
}
