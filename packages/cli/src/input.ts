import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import type { Clock } from "@luat/contract";
import { pause } from "./pause.js";

/** How the standard input is cut into what is sent at once. */
export interface InputOptions {
  /** Whether each line is a piece; else pieces are given as they come, and unchanged. */
  readonly cut: "lines" | "nowhere";
  /** What each line ends with, the last one too. Absent: as it came, or, of a terminal, where systems differ, with a line feed. */
  readonly ending: string | undefined;
  /** The most bytes of a piece. */
  readonly most: number;
}

/**
 * What comes from a stream, piece by piece, until it ends or the signal comes, which destroys it.
 *
 * @throws what reading fails with.
 */
export async function* inputPieces(stream: Readable & { readonly isTTY?: boolean }, options: InputOptions, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const { cut, most, ending = stream.isTTY === true ? "\n" : undefined } = options;
  const stop = (): void => {
    stream.destroy();
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    for await (const piece of cut === "nowhere" ? stream : linesOf(stream, ending)) {
      const bytes = piece as Uint8Array;
      for (let at = 0; at < bytes.length || at === 0; at += most) yield bytes.subarray(at, at + most);
    }
  } catch (error) {
    // Reading what was destroyed fails.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const LINE_FEED = 10;
const RETURN = 13;

async function* linesOf(stream: Readable, ending: string | undefined): AsyncGenerator<Uint8Array, void> {
  const tail: Uint8Array[] = [];
  const line = (rest: Uint8Array): Uint8Array => {
    const whole = Buffer.concat([...tail.splice(0), rest]);
    return ending === undefined ? whole : Buffer.concat([bare(whole), Buffer.from(ending)]);
  };
  for await (const chunk of stream) {
    const bytes = chunk as Uint8Array;
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      yield line(bytes.subarray(from, at + 1));
      from = at + 1;
    }
    if (from < bytes.length) tail.push(bytes.subarray(from));
  }
  if (tail.length > 0) yield line(new Uint8Array());
}

/** A line without its end. */
function bare(line: Uint8Array): Uint8Array {
  const cut = line.at(-1) === LINE_FEED ? line.subarray(0, -1) : line;
  return cut.at(-1) === RETURN ? cut.subarray(0, -1) : cut;
}

/** The same bytes again and again: `count` times (`undefined`: without end), `interval` milliseconds apart, until the signal comes. */
export async function* repeated(bytes: Uint8Array, times: { readonly count: number | undefined; readonly interval: number }, clock: Clock, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const { count = Infinity, interval } = times;
  for (let i = 0; i < count; i++) {
    if (i > 0 && !(await pause(clock, interval, signal))) return;
    if (signal.aborted) return;
    yield bytes;
  }
}
