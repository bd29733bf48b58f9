import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectFlag, expectKnown, shown } from "../expect.js";
import type { Codec } from "./codec.js";
import { expectMaximum } from "./maximum.js";
import { MeasuredDecoder } from "./measured-decoder.js";

/** How {@link measured} tells frames apart. */
export interface MeasuredOptions {
  /**
   * How many bytes the frame has that begins with the first of these: at least 1, or `undefined` while more bytes are needed to know.
   * Anything else, such as `NaN`, says that it is malformed. Called again with more bytes; the view is valid until it returns.
   */
  readonly length: (bytes: Uint8Array) => number | undefined;
  /** The bytes to send for one frame. Default: they are sent as they are given. */
  readonly encode?: ((data: Data) => Uint8Array) | undefined;
  /** The largest frame, in bytes. Default: 65,536. */
  readonly max?: number | undefined;
  /** After a frame that is malformed or too large the next one is looked for byte by byte, instead of failing. Default: `false`. */
  readonly resync?: boolean | undefined;
}

const KNOWN: Readonly<Record<keyof MeasuredOptions, true>> = { length: true, encode: true, max: true, resync: true };

/**
 * Frames whose length can be told from how they begin, by a function of yours: for formats that {@link lengthField}
 * does not fit.
 *
 * @param options - the function, and the maximum.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, measured } from "@luat/libnet/frames";
 *
 * // MQTT: one byte, then the length in 7 bits a byte, the lowest first.
 * const mqtt = measured({
 *   length(bytes) {
 *     for (let i = 1, length = 0; i < bytes.length && i < 5; i++) {
 *       const byte = bytes[i] ?? 0;
 *       length += (byte & 0x7f) * 128 ** (i - 1);
 *       if (byte < 0x80) return 1 + i + length;
 *     }
 *     return bytes.length < 5 ? undefined : NaN;
 *   },
 * });
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const packets = frames(connection, mqtt);
 * await packets.tx(Uint8Array.of(0x30, 3, 0, 1, 0x61));
 * (await packets.rx())?.length; // 5
 * ```
 */
export function measured(options: MeasuredOptions): Codec<Uint8Array, Data> {
  const { length, encode } = expectKnown(options, "measured", KNOWN, "options");
  if (typeof length !== "function") throw new TypeError(`length is ${shown(length)}; expected a function`);
  if (encode !== undefined && typeof encode !== "function") throw new TypeError(`encode is ${shown(encode)}; expected a function`);
  const measure = (bytes: Uint8Array, start: number, end: number): number => {
    const size = length(bytes.subarray(start, end));
    if (size === undefined) return 0;
    return Number.isInteger(size) && size > 0 ? size : size === Infinity ? size : NaN;
  };
  const measuring = { measure, least: 1, max: expectMaximum(options.max), counts: "", strip: 0, resync: expectFlag(options.resync, "resync") };
  return { encode: encode ?? dataBytes, decoder: (sink) => new MeasuredDecoder(sink, measuring) };
}
