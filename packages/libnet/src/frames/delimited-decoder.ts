import { ownBytes } from "@luat/socket/runtime";
import type { Decoder, FrameSink } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { Kept } from "./kept.js";

/** What of the format a {@link DelimitedDecoder} has to know. */
export interface Delimiting {
  readonly delimiter: Uint8Array;
  /** Frames are handed out with their delimiter. */
  readonly keep: boolean;
  /** The largest frame, without its delimiter. */
  readonly max: number;
  /** A frame that is too large is skipped, instead of an error. */
  readonly skip: boolean;
  /** What is left at the end of the stream is a frame, too. */
  readonly rest: boolean;
}

/** Cuts frames where their delimiter is, straight from the bytes that are pushed; only what is left at the end is kept. */
export class DelimitedDecoder implements Decoder {
  readonly #sink: FrameSink<Uint8Array>;
  readonly #delimiting: Delimiting;
  readonly #kept: Kept;
  /** Of the frame that is too large so far: how many of its bytes were skipped; -1: there is none. */
  #skipping = -1;
  /** Where in the stream the frame begins that is looked at. */
  #at = 0;

  constructor(sink: FrameSink<Uint8Array>, delimiting: Delimiting) {
    this.#sink = sink;
    this.#delimiting = delimiting;
    this.#kept = new Kept(delimiting.max + delimiting.delimiter.length);
  }

  get pending(): number {
    return this.#kept.length;
  }

  push(view: Uint8Array): void {
    const { delimiter, keep, max } = this.#delimiting;
    const { length } = view;
    let start = this.#kept.length > 0 && delimiter.length > 1 ? this.#spanning(view) : 0;
    while (start < length) {
      const at = find(delimiter, view, start);
      if (at < 0) break;
      const next = at + delimiter.length;
      if (this.#kept.length > 0 || this.#skipping >= 0) this.#complete(view, start, at, next);
      else if (at - start > max) this.#tooLarge(view, start, next);
      else {
        this.#sink.frame(ownBytes(view, start, keep ? next : at));
        this.#at += next - start;
      }
      start = next;
    }
    if (start < length) this.#keep(view, start);
  }

  end(): void {
    const kept = this.#kept;
    if (this.#skipping >= 0) this.#sink.skipped(kept.view(), "too-large");
    else if (kept.length > 0 && this.#delimiting.rest && kept.length <= this.#delimiting.max) this.#sink.frame(kept.copy(0, kept.length));
    else if (kept.length > 0) {
      const why = `the stream ended after ${kept.length} bytes of a frame, before its delimiter`;
      throw new FrameError("cut", why, { bytes: kept.view(), at: this.#at });
    }
    kept.clear();
  }

  /** A delimiter whose first bytes are kept and whose last ones are at the start of the view. Returns where the next frame begins there. */
  #spanning(view: Uint8Array): number {
    const { delimiter } = this.#delimiting;
    const { bytes, length } = this.#kept;
    for (let before = Math.min(delimiter.length - 1, length); before > 0; before--) {
      const after = delimiter.length - before;
      if (after > view.length) continue;
      let i = 0;
      while (i < before && bytes[length - before + i] === delimiter[i]) i++;
      while (i >= before && i < delimiter.length && view[i - before] === delimiter[i]) i++;
      if (i < delimiter.length) continue;
      this.#complete(view, 0, after - delimiter.length, after);
      return after;
    }
    return 0;
  }

  /** The frame that is kept ends in the view: its content at `at`, which is below 0 when it is kept altogether, its delimiter at `next`. */
  #complete(view: Uint8Array, start: number, at: number, next: number): void {
    const { keep, max } = this.#delimiting;
    const kept = this.#kept;
    const size = kept.length + at - start;
    if (this.#skipping >= 0 || size > max) {
      this.#tooLarge(view, start, next);
      this.#at += Math.max(this.#skipping, 0);
      this.#skipping = -1;
      return;
    }
    const { length } = kept;
    kept.add(view, start, next);
    this.#sink.frame(kept.copy(0, keep ? kept.length : size));
    this.#at += length + next - start;
    kept.clear();
  }

  /** All up to `next` belongs to a frame that is too large. */
  #tooLarge(view: Uint8Array, start: number, next: number): void {
    const kept = this.#kept;
    if (!this.#delimiting.skip) throw this.#flaw(view, start);
    if (kept.length > 0) this.#sink.skipped(kept.view(), "too-large");
    this.#sink.skipped(view.subarray(start, next), "too-large");
    this.#at += kept.length + next - start;
    kept.clear();
  }

  /** No delimiter in the rest of the view: keeps what may become a frame, and of one that is too large what may be the start of its delimiter. */
  #keep(view: Uint8Array, start: number): void {
    const { delimiter, max, skip } = this.#delimiting;
    const kept = this.#kept;
    const tail = delimiter.length - 1;
    const length = kept.length + view.length - start;
    if (this.#skipping < 0 && length <= max + tail) {
      kept.add(view, start, view.length);
      return;
    }
    if (!skip) throw this.#flaw(view, start);
    this.#skipping = Math.max(this.#skipping, 0);
    const gone = length - Math.min(tail, length);
    const fromKept = Math.min(kept.length, gone);
    if (fromKept > 0) {
      this.#sink.skipped(kept.view(0, fromKept), "too-large");
      kept.drop(fromKept);
    }
    const cut = start + gone - fromKept;
    if (cut > start) this.#sink.skipped(view.subarray(start, cut), "too-large");
    kept.add(view, cut, view.length);
    this.#skipping += gone;
  }

  #flaw(view: Uint8Array, start: number): FrameError {
    const { max } = this.#delimiting;
    const kept = this.#kept;
    const bytes = kept.length > 0 ? kept.view() : view.subarray(start);
    return new FrameError("too-large", `no delimiter in the first ${max} bytes of a frame: it is over the maximum (max, without its delimiter)`, { bytes, at: this.#at });
  }
}

/** Where the delimiter is, or -1. */
export function find(delimiter: Uint8Array, bytes: Uint8Array, from: number): number {
  const first = delimiter[0] as number;
  const last = bytes.length - delimiter.length;
  for (let at = bytes.indexOf(first, from); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < delimiter.length && bytes[at + i] === delimiter[i]) i++;
    if (i === delimiter.length) return at;
  }
  return -1;
}
