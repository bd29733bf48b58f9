import { expectKnown, shown } from "../expect.js";
import type { Codec } from "./codec.js";
import { delimited } from "./delimited.js";
import { mapped } from "./mapped.js";

/** How {@link lines} are read and sent. */
export interface LinesOptions {
  /** What is sent after each line. Either is understood. Default: `"\n"`. */
  readonly newline?: "\n" | "\r\n" | undefined;
  /** The encoding of what is received, as TextDecoder names it; what is sent is UTF-8. Default: `"utf-8"`. */
  readonly encoding?: string | undefined;
  /** The longest line, in bytes, without its end. Default: 65,536. */
  readonly max?: number | undefined;
  /** What becomes of a line that is too long: reading fails, or it is skipped. Default: `"error"`. */
  readonly invalid?: "error" | "skip" | undefined;
  /** What becomes of a last line without an end: reading fails, or it is a line. Default: `"error"`. */
  readonly rest?: "error" | "frame" | undefined;
}

const KNOWN: Readonly<Record<keyof LinesOptions, true>> = { newline: true, encoding: true, max: true, invalid: true, rest: true };

/**
 * Lines of text, which end with LF or CR LF.
 *
 * @param options - what ends those that are sent, and what becomes of lines that are too long.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, lines } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const modem = frames(connection, lines({ newline: "\r\n" }));
 * await modem.tx("AT+CSQ");
 * await modem.rx({ timeout: 5_000 }); // "AT+CSQ"
 * ```
 */
export function lines(options: LinesOptions = {}): Codec<string> {
  const { newline = "\n", encoding = "utf-8", max, invalid, rest } = expectKnown(options, "lines", KNOWN, "options");
  if (newline !== "\n" && newline !== "\r\n") throw new TypeError(`newline is ${shown(newline)}; expected "\\n" or "\\r\\n"`);
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const end = newline === "\n" ? "" : "\r";
  return mapped(delimited("\n", { max: max === undefined ? undefined : max + 1, invalid, rest }), {
    decode(bytes) {
      const { length } = bytes;
      return decoder.decode(length > 0 && bytes[length - 1] === 0x0d ? bytes.subarray(0, length - 1) : bytes);
    },
    encode(line) {
      if (typeof line !== "string") throw new TypeError(`line is ${shown(line)}; expected a text`);
      if (/\r$|\n/.test(line)) throw new RangeError(`line is ${shown(line)}; expected no end of a line in it`);
      return line + end;
    },
  });
}
