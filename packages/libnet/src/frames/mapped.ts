import type { Data } from "../connection/connection.js";
import { expectOptions, shown } from "../expect.js";
import type { Codec, FrameSink, SkipReason } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { expectInvalid } from "./maximum.js";

/** What {@link mapped} makes of frames. */
export interface MappedOptions<Frame, Out> {
  /** The message that a frame is; `undefined`: it is none, and is passed over. When it throws, the frame is malformed. */
  readonly decode: (bytes: Uint8Array) => Frame | undefined;
  /** The frame that a message is. */
  readonly encode: (out: Out) => Data;
  /** What becomes of a frame that is malformed: reading fails, or it is skipped. Default: `"error"`. */
  readonly invalid?: "error" | "skip" | undefined;
}

/**
 * Messages of your own type, out of the frames of another codec. A checksum can be checked in `decode`.
 *
 * @param codec - tells the frames apart.
 * @param options - what makes messages of them, and frames of messages.
 * @throws TypeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, lengthField, mapped } from "@luat/libnet/frames";
 *
 * interface Reading {
 *   readonly meter: number;
 *   readonly value: number;
 * }
 * const readings = mapped<Reading>(lengthField({ size: 1 }), {
 *   decode([meter, value]) {
 *     if (meter === undefined || value === undefined) throw new Error("a reading has two bytes");
 *     return { meter, value };
 *   },
 *   encode: ({ meter, value }) => Uint8Array.of(meter, value),
 * });
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const framed = frames(connection, readings);
 * await framed.tx({ meter: 1, value: 42 });
 * (await framed.rx())?.value; // 42
 * ```
 */
export function mapped<Frame, Out = Frame>(codec: Codec<Uint8Array, Data>, options: MappedOptions<Frame, Out>): Codec<Frame, Out> {
  const { decode, encode } = expectOptions(options);
  if (typeof decode !== "function") throw new TypeError(`decode is ${shown(decode)}; expected a function`);
  if (typeof encode !== "function") throw new TypeError(`encode is ${shown(encode)}; expected a function`);
  const skip = expectInvalid(options.invalid, "error") === "skip";
  return {
    encode: (out) => codec.encode(encode(out)),
    decoder: (sink) => codec.decoder(new MappedSink(sink, decode, skip)),
  };
}

/** Makes messages of frames on their way from a decoder. */
class MappedSink<Frame> implements FrameSink<Uint8Array> {
  readonly #sink: FrameSink<Frame>;
  readonly #decode: (bytes: Uint8Array) => Frame | undefined;
  readonly #skip: boolean;

  constructor(sink: FrameSink<Frame>, decode: (bytes: Uint8Array) => Frame | undefined, skip: boolean) {
    this.#sink = sink;
    this.#decode = decode;
    this.#skip = skip;
  }

  frame(bytes: Uint8Array): void {
    let message: Frame | undefined;
    try {
      message = this.#decode(bytes);
    } catch (cause) {
      if (!this.#skip) throw new FrameError("malformed", `a frame is malformed: ${cause instanceof Error ? cause.message : String(cause)}`, { bytes, cause });
      this.#sink.skipped(bytes, "malformed");
      return;
    }
    if (message !== undefined) this.#sink.frame(message);
  }

  skipped(bytes: Uint8Array, reason: SkipReason): void {
    this.#sink.skipped(bytes, reason);
  }
}
