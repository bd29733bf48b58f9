import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectFlag, expectKnown } from "../expect.js";
import type { Codec } from "./codec.js";
import { DelimitedDecoder, find } from "./delimited-decoder.js";
import { expectInvalid, expectMaximum } from "./maximum.js";

/** How {@link delimited} frames are read. */
export interface DelimitedOptions {
  /** Frames are handed out, and given to be sent, with their delimiter. Default: `false`. */
  readonly keepDelimiter?: boolean | undefined;
  /** The largest frame, in bytes, without its delimiter. Default: 65,536. */
  readonly max?: number | undefined;
  /** What becomes of a frame that is too large: reading fails, or it is skipped up to its delimiter. Default: `"error"`. */
  readonly invalid?: "error" | "skip" | undefined;
  /** What becomes of bytes without a delimiter at the end of the stream: reading fails, or they are a frame. Default: `"error"`. */
  readonly rest?: "error" | "frame" | undefined;
}

const KNOWN: Readonly<Record<keyof DelimitedOptions, true>> = { keepDelimiter: true, max: true, invalid: true, rest: true };

/**
 * Frames with a delimiter after each, which does not occur in them.
 *
 * @param delimiter - text (as UTF-8) or bytes.
 * @param options - whether it is kept, and what becomes of frames that are too large.
 * @throws TypeError or RangeError when an argument is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { delimited, frames } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const records = frames(connection, delimited("\r\n"));
 * await records.tx("one");
 * await records.tx("two");
 * (await records.rx())?.length; // 3
 * ```
 */
export function delimited(delimiter: string | Uint8Array, options: DelimitedOptions = {}): Codec<Uint8Array, Data> {
  const end = dataBytes(delimiter).slice();
  if (end.length === 0) throw new RangeError("delimiter is empty; expected at least 1 byte");
  const { rest } = expectKnown(options, "delimited", KNOWN, "options");
  if (rest !== undefined && rest !== "error" && rest !== "frame") throw new TypeError(`rest is ${String(rest)}; expected "error" or "frame"`);
  const keep = expectFlag(options.keepDelimiter, "keepDelimiter");
  const max = expectMaximum(options.max);
  const delimiting = { delimiter: end, keep, max, skip: expectInvalid(options.invalid, "error") === "skip", rest: rest === "frame" };
  return {
    encode(data) {
      const given = dataBytes(data);
      const size = keep ? given.length - end.length : given.length;
      const bytes = new Uint8Array(size < 0 ? 0 : size + end.length);
      if (size >= 0) {
        bytes.set(given);
        if (!keep) bytes.set(end, size);
      }
      const at = find(end, bytes, 0);
      if (at < 0) throw new RangeError("data does not end with the delimiter; expected it to, with keepDelimiter");
      if (at < size) throw new RangeError(`data has the delimiter at byte ${at}; expected it only after the end`);
      if (size > max) throw new RangeError(`data has ${size} bytes; expected at most ${max} (max, without the delimiter)`);
      return bytes;
    },
    decoder: (sink) => new DelimitedDecoder(sink, delimiting),
  };
}
