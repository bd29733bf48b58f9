import { ownBytes } from "@luat/socket/runtime";
import type { Decoder, FrameSink } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { Kept } from "./kept.js";

/** What of the format a {@link StartEndDecoder} has to know. */
export interface Flagging {
  readonly start: number;
  readonly end: number;
  /** The byte that says that the next one stands for another; -1: there is none. */
  readonly escape: number;
  /** What each byte stands for after the escape; -1: it must not be there. */
  readonly meanings: Int16Array;
  /** The flag that ends a frame may start the next one, too. */
  readonly shared: boolean;
  /** The largest frame as it is on the wire, without its flags. */
  readonly max: number;
  /** A frame that is too large or malformed is skipped, instead of an error. */
  readonly skip: boolean;
}

const OUTSIDE = 0;
const INSIDE = 1;
/** In a frame that is too large. */
const LOST = 2;

/** Cuts frames between flags, and undoes their escapes. */
export class StartEndDecoder implements Decoder {
  readonly #sink: FrameSink<Uint8Array>;
  readonly #flagging: Flagging;
  readonly #kept: Kept;
  #state = OUTSIDE;
  /** Where in the stream the view begins, and where the frame does. */
  #offset = 0;
  #begin = 0;

  constructor(sink: FrameSink<Uint8Array>, flagging: Flagging) {
    this.#sink = sink;
    this.#flagging = flagging;
    this.#kept = new Kept(flagging.max);
  }

  get pending(): number {
    return this.#kept.length;
  }

  push(view: Uint8Array): void {
    let at = 0;
    while (at < view.length) at = this.#state === OUTSIDE ? this.#seek(view, at) : this.#go(view, at);
    this.#offset += view.length;
  }

  end(): void {
    const { length } = this.#kept;
    const { start, end } = this.#flagging;
    // A flag alone may as well have been one that ends.
    if (this.#state !== INSIDE || (length === 0 && start === end)) return;
    throw new FrameError("cut", `the stream ended after ${length} bytes of a frame, before its end`, { bytes: this.#kept.view(), at: this.#begin });
  }

  /** Outside of frames: goes on behind the next flag. */
  #seek(view: Uint8Array, at: number): number {
    const found = view.indexOf(this.#flagging.start, at);
    const stop = found < 0 ? view.length : found;
    if (stop > at) this.#sink.skipped(view.subarray(at, stop), "noise");
    if (found < 0) return stop;
    this.#enter(found);
    return found + 1;
  }

  /** In a frame: goes on behind the next flag. */
  #go(view: Uint8Array, at: number): number {
    const { start, end, max } = this.#flagging;
    let flag = view.indexOf(end, at);
    if (start !== end) {
      const restart = view.indexOf(start, at);
      if (restart >= 0 && (flag < 0 || restart < flag)) flag = restart;
    }
    const stop = flag < 0 ? view.length : flag;
    if (this.#state === LOST) {
      if (stop > at) this.#sink.skipped(view.subarray(at, stop), "too-large");
    } else if (this.#kept.length + stop - at > max) {
      this.#lose(`no end in the first ${max} bytes of a frame: it is over the maximum (max, without its flags)`, "too-large", view.subarray(at, stop));
      this.#state = LOST;
    } else if (flag < 0) this.#kept.add(view, at, stop);
    else if (view[flag] === end) this.#complete(view, at, flag);
    else this.#lose("a frame starts within a frame", "malformed", view.subarray(at, stop));
    if (flag < 0) return stop;
    this.#leave(view[flag] as number, flag);
    return flag + 1;
  }

  #enter(at: number): void {
    this.#state = INSIDE;
    this.#begin = this.#offset + at;
  }

  /** Behind a flag that was met in a frame. */
  #leave(flag: number, at: number): void {
    const { start, shared } = this.#flagging;
    // Of two flags with nothing in between the second one is the start, whatever the first one was.
    const nothing = this.#state === INSIDE && this.#begin + 1 === this.#offset + at;
    if (flag === start && (nothing || shared || flag !== this.#flagging.end)) this.#enter(at);
    else this.#state = OUTSIDE;
  }

  #complete(view: Uint8Array, at: number, stop: number): void {
    const { start, end } = this.#flagging;
    const kept = this.#kept;
    let content = view;
    let from = at;
    let to = stop;
    if (kept.length > 0) {
      kept.add(view, at, stop);
      content = kept.bytes;
      from = 0;
      to = kept.length;
    } else if (at === stop && start === end) return;
    const frame = this.#unescaped(content, from, to);
    if (frame === undefined) this.#lose("a frame has an escape that means nothing", "malformed", content.subarray(from, to));
    else this.#sink.frame(frame);
    kept.clear();
  }

  /** The frame that is on the wire as these bytes; `undefined` when they are none. */
  #unescaped(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const { escape, meanings } = this.#flagging;
    const frame = ownBytes(bytes, start, end);
    let read = escape < 0 ? -1 : frame.indexOf(escape);
    if (read < 0) return frame;
    let length = read;
    for (; read < frame.length; read++) {
      const byte = frame[read] as number;
      if (byte !== escape) {
        frame[length++] = byte;
        continue;
      }
      const code = frame[++read];
      const meaning = code === undefined ? -1 : (meanings[code] as number);
      if (meaning < 0) return undefined;
      frame[length++] = meaning;
    }
    return frame.subarray(0, length);
  }

  /** What is kept, and these bytes, are no frame. */
  #lose(why: string, reason: "too-large" | "malformed", bytes: Uint8Array): void {
    const kept = this.#kept;
    if (!this.#flagging.skip) throw new FrameError(reason, why, { bytes: kept.length > 0 ? kept.view() : bytes, at: this.#begin });
    if (kept.length > 0 && bytes.buffer !== kept.bytes.buffer) this.#sink.skipped(kept.view(), reason);
    if (bytes.length > 0) this.#sink.skipped(bytes, reason);
    kept.clear();
  }
}
