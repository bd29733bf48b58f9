import { ownBytes } from "@luat/socket/runtime";
import type { Decoder, FrameSink, SkipReason } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { Kept } from "./kept.js";

/** What of the format a {@link MeasuredDecoder} has to know. */
export interface Measuring {
  /**
   * How long the frame is that begins at `start`: 0 when more bytes are needed to know, NaN when it cannot be one, and
   * below 0 how many bytes are no frame's, negated.
   */
  readonly measure: (bytes: Uint8Array, start: number, end: number) => number;
  /** So many bytes are needed at least to know. */
  readonly least: number;
  /** The largest frame. */
  readonly max: number;
  /** What the maximum counts, for messages: begins with a comma, or is empty. */
  readonly counts: string;
  /** So many bytes at its start are not handed out. */
  readonly strip: number;
  /** The next frame is looked for byte by byte when there is none where one should be. */
  readonly resync: boolean;
}

/** Cuts frames that tell their length at their start, straight from the bytes that are pushed; only what is left at the end is kept. */
export class MeasuredDecoder implements Decoder {
  readonly #sink: FrameSink<Uint8Array>;
  readonly #measuring: Measuring;
  readonly #kept: Kept;
  /** The length of the frame that is kept in part, once it is known. */
  #need = 0;
  /** Where in the stream the bytes begin that are looked at. */
  #at = 0;

  constructor(sink: FrameSink<Uint8Array>, measuring: Measuring) {
    this.#sink = sink;
    this.#measuring = measuring;
    this.#kept = new Kept(measuring.max + 1);
  }

  get pending(): number {
    return this.#kept.length;
  }

  push(view: Uint8Array): void {
    const { length } = view;
    let start = this.#kept.length === 0 ? 0 : this.#complete(view);
    if (start < length) start = this.#cut(view, start, length);
    if (start < length) this.#kept.add(view, start, length);
  }

  end(): void {
    const { length } = this.#kept;
    if (length === 0) return;
    const more = this.#need === 0 ? "" : ` of ${this.#need}`;
    throw new FrameError("cut", `the stream ended after ${length}${more} bytes of a frame`, { bytes: this.#kept.view(), at: this.#at });
  }

  /** Adds as much to what is kept as its frame needs. Returns where the next one begins in the view. */
  #complete(view: Uint8Array): number {
    const kept = this.#kept;
    const { least, max } = this.#measuring;
    let start = 0;
    while (kept.length > 0 && start < view.length) {
      // While the length is not known: what it takes to know, or else twice of what was not enough.
      const wanted = this.#need > 0 ? this.#need - kept.length : Math.max(least - kept.length, Math.min(kept.length, max + 1 - kept.length));
      const count = Math.min(wanted, view.length - start);
      kept.add(view, start, start + count);
      start += count;
      if (kept.length < this.#need) break;
      const done = this.#cut(kept.bytes, 0, kept.length);
      const left = kept.length - done;
      if (done === 0) continue;
      if (left <= count) {
        start -= left;
        kept.clear();
      } else kept.drop(done);
    }
    return start;
  }

  /** Hands out the frames that lie there. Returns where the rest begins. */
  #cut(bytes: Uint8Array, start: number, end: number): number {
    const { measure, max, strip, resync } = this.#measuring;
    const origin = this.#at - start;
    let at = start;
    /** From here on bytes were skipped. */
    let run = start;
    let reason: SkipReason = "noise";
    this.#need = 0;
    while (at < end) {
      const size = measure(bytes, at, end);
      if (size > 0 && size <= max) {
        if (size > end - at) {
          this.#need = size;
          break;
        }
        if (run < at) this.#sink.skipped(bytes.subarray(run, at), reason);
        this.#sink.frame(ownBytes(bytes, at + strip, at + size));
        at += size;
        run = at;
        continue;
      }
      if (size === 0 && end - at <= max) break;
      const why: SkipReason = size < 0 ? "noise" : Number.isNaN(size) ? "malformed" : "too-large";
      if (why !== "noise" && !resync) throw this.#flaw(why, size, bytes.subarray(at, end), origin + at);
      if (why !== reason && run < at) {
        this.#sink.skipped(bytes.subarray(run, at), reason);
        run = at;
      }
      reason = why;
      at += size < 0 ? -size : 1;
    }
    if (run < at) this.#sink.skipped(bytes.subarray(run, at), reason);
    this.#at = origin + at;
    return at;
  }

  #flaw(flaw: "malformed" | "too-large", size: number, bytes: Uint8Array, at: number): FrameError {
    const { max, counts } = this.#measuring;
    const large = size === 0 ? `a frame of more than ${bytes.length - 1} bytes` : `a frame of ${size} bytes`;
    const why = flaw === "malformed" ? "no frame has such a length" : `${large} is over the maximum of ${max} (max${counts})`;
    return new FrameError(flaw, why, { bytes, at });
  }
}
