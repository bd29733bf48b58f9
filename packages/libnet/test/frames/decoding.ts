import type { Codec, SkipReason } from "../../src/frames/index.js";

/** What a decoder made of a stream. */
export interface Decoded<Frame> {
  readonly frames: Frame[];
  /** The bytes that were skipped, and why. */
  readonly skipped: Array<readonly [SkipReason, Uint8Array]>;
  /** What it threw. */
  readonly error: unknown;
  /** The most bytes that were ever pending. */
  readonly mostPending: number;
}

/** Pushes the pieces of one stream, in a buffer that is used again and again, as a card's is. */
export function decode<Frame>(codec: Codec<Frame, never>, pieces: readonly Uint8Array[], { ends = true } = {}): Decoded<Frame> {
  const frames: Frame[] = [];
  const skipped: Array<readonly [SkipReason, Uint8Array]> = [];
  const decoder = codec.decoder({
    frame: (frame) => frames.push(frame),
    skipped: (bytes, reason) => skipped.push([reason, bytes.slice()]),
  });
  let error: unknown;
  let mostPending = 0;
  try {
    for (const piece of pieces) {
      const lent = piece.slice();
      decoder.push(lent);
      lent.fill(0xee);
      mostPending = Math.max(mostPending, decoder.pending);
    }
    if (ends) decoder.end();
  } catch (thrown) {
    error = thrown;
  }
  return { frames, skipped, error, mostPending };
}

/** Bytes in hexadecimal, with blanks. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.trim().split(/\s+/).filter((byte) => byte !== ""), (byte) => Number.parseInt(byte, 16));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The bytes cut at these places. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => bytes.slice(cuts[i], end));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
