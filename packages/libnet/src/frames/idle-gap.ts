import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectKnown, expectTimeout, shown } from "../expect.js";
import type { Codec, Decoder, FrameSink } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { Kept } from "./kept.js";
import { expectInvalid, expectMaximum } from "./maximum.js";

/** How {@link idleGap} frames are read. */
export interface IdleGapOptions {
  /** The largest frame, in bytes. Default: 65,536. */
  readonly max?: number | undefined;
  /** What becomes of a frame that is too large: reading fails, or it is skipped up to the next silence. Default: `"error"`. */
  readonly invalid?: "error" | "skip" | undefined;
}

const KNOWN: Readonly<Record<keyof IdleGapOptions, true>> = { max: true, invalid: true };

/**
 * Frames with silence between them, as on a serial line behind a gateway.
 *
 * Networks join and delay: use it only where the format has nothing better. Frames are told apart only while they are
 * read in time, that is while less than 64 KiB wait to be read. What the stream ends with is a frame, too. Silence
 * between frames that you send is yours to keep.
 *
 * @param ms - how many milliseconds of silence end a frame.
 * @param options - the maximum, and what becomes of frames that are larger.
 * @throws TypeError or RangeError when an argument is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, idleGap } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const uart = frames(connection, idleGap(50));
 * await uart.tx("one ");
 * await uart.tx("frame");
 * new TextDecoder().decode(await uart.rx()); // "one frame"
 * ```
 */
export function idleGap(ms: number, options: IdleGapOptions = {}): Codec<Uint8Array, Data> {
  const silence = expectTimeout(ms, "ms");
  if (silence === undefined) throw new TypeError(`ms is ${shown(ms)}; expected a number of milliseconds`);
  const max = expectMaximum(expectKnown(options, "idleGap", KNOWN, "options").max);
  const skip = expectInvalid(options.invalid, "error") === "skip";
  return {
    encode(data) {
      const bytes = dataBytes(data);
      if (bytes.length === 0) throw new RangeError("data is empty; expected at least 1 byte");
      if (bytes.length > max) throw new RangeError(`data has ${bytes.length} bytes; expected at most ${max} (max)`);
      return bytes;
    },
    decoder: (sink) => new IdleGapDecoder(sink, silence, max, skip),
  };
}

class IdleGapDecoder implements Decoder {
  readonly silence: number;
  readonly #sink: FrameSink<Uint8Array>;
  readonly #kept: Kept;
  readonly #max: number;
  readonly #skip: boolean;
  /** How many bytes of a frame that is too large were skipped. */
  #skipped = 0;
  #at = 0;

  constructor(sink: FrameSink<Uint8Array>, silence: number, max: number, skip: boolean) {
    this.#sink = sink;
    this.silence = silence;
    this.#kept = new Kept(max);
    this.#max = max;
    this.#skip = skip;
  }

  get pending(): number {
    return this.#kept.length + this.#skipped;
  }

  push(view: Uint8Array): void {
    const kept = this.#kept;
    if (this.#skipped === 0 && kept.length + view.length <= this.#max) {
      kept.add(view, 0, view.length);
      return;
    }
    if (!this.#skip) {
      const bytes = kept.length > 0 ? kept.view() : view;
      throw new FrameError("too-large", `no silence in the first ${this.#max} bytes of a frame: it is over the maximum (max)`, { bytes, at: this.#at });
    }
    if (kept.length > 0) this.#sink.skipped(kept.view(), "too-large");
    this.#sink.skipped(view, "too-large");
    this.#skipped += kept.length + view.length;
    kept.clear();
  }

  quiet(): void {
    const { length } = this.#kept;
    this.#at += this.pending;
    this.#skipped = 0;
    if (length === 0) return;
    const frame = this.#kept.copy(0, length);
    this.#kept.clear();
    this.#sink.frame(frame);
  }

  end(): void {
    this.quiet();
  }
}
