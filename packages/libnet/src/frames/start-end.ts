import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectFlag, expectKnown, expectOptions, shown } from "../expect.js";
import type { Codec } from "./codec.js";
import { expectInvalid, expectMaximum } from "./maximum.js";
import { StartEndDecoder } from "./start-end-decoder.js";

/** What frames are between, and how such bytes are written within them. */
export interface StartEndOptions {
  /** The byte that starts a frame. */
  readonly start: number;
  /** The byte that ends it. Default: the one that starts it. */
  readonly end?: number | undefined;
  /** The byte that says that the next one stands for another. Default: there is none, and frames cannot hold the flags. */
  readonly escape?: number | undefined;
  /** Which byte each one stands for after the escape. All that cannot be sent as they are must be among these: the flags and the escape. */
  readonly escapes?: { readonly [code: number]: number } | undefined;
  /** The flag that ends a frame may start the next one, too. Default: `false`, each frame has two. */
  readonly shared?: boolean | undefined;
  /** The largest frame, in bytes, as it is on the wire without its flags. Default: 65,536. */
  readonly max?: number | undefined;
  /** What becomes of a frame that is too large or malformed: it is skipped, or reading fails. Default: `"skip"`, as such formats are made for lines with noise. */
  readonly invalid?: "error" | "skip" | undefined;
}

/** The format of JT/T 808: `7e` around frames, `7d 02` for `7e` and `7d 01` for `7d` within them. The checksum is part of the frame. */
export const JT808: StartEndOptions = { start: 0x7e, escape: 0x7d, escapes: { 0x01: 0x7d, 0x02: 0x7e } };

/** SLIP (RFC 1055): `c0` after frames, and often before them, `db dc` for `c0` and `db dd` for `db` within them. */
export const SLIP: StartEndOptions = { start: 0xc0, shared: true, escape: 0xdb, escapes: { 0xdc: 0xc0, 0xdd: 0xdb } };

const KNOWN: Readonly<Record<keyof StartEndOptions, true>> = { start: true, end: true, escape: true, escapes: true, shared: true, max: true, invalid: true };

/**
 * Frames between flags, with escapes for flags within them. What is between frames is skipped as noise.
 *
 * @param options - the flags and escapes; {@link JT808} and {@link SLIP} are ready.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, JT808, startEnd } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const terminal = frames(connection, startEnd(JT808));
 * await connection.tx("noise");
 * await terminal.tx(Uint8Array.of(0x30, 0x7e, 0x08, 0x7d, 0x55)); // 7e 30 7d 02 08 7d 01 55 7e on the wire
 * (await terminal.rx())?.length; // 5
 * terminal.skipped.noise; // 5
 * ```
 */
export function startEnd(options: StartEndOptions): Codec<Uint8Array, Data> {
  const { start, end = start, escape, escapes = {} } = expectKnown(options, "startEnd", KNOWN, "options");
  expectByte(start, "start");
  expectByte(end, "end");
  const shared = expectFlag(options.shared, "shared");
  if (shared && start !== end) throw new TypeError(`shared is true, and start is not end; expected one flag for both`);
  const max = expectMaximum(options.max);
  const meanings = new Int16Array(256).fill(-1);
  const codes = new Int16Array(256).fill(-1);
  if (escape !== undefined) {
    expectByte(escape, "escape");
    for (const [key, meaning] of Object.entries(expectOptions(escapes, "escapes"))) {
      const code = expectByte(Number(key), "a key of escapes");
      if (code === start || code === end) throw new RangeError(`escapes has ${code}, which is a flag; expected none, as flags end frames wherever they are`);
      meanings[code] = expectByte(meaning, `escapes[${key}]`);
      codes[meaning] = code;
    }
    for (const byte of [start, end, escape]) {
      if ((codes[byte] as number) < 0) throw new RangeError(`escapes has nothing that stands for ${byte}; expected one, as it cannot be sent as it is`);
    }
  } else if (options.escapes !== undefined) throw new TypeError("escapes are given without an escape; expected both or neither");

  const skip = expectInvalid(options.invalid, "skip") === "skip";
  const flagging = { start, end, escape: escape ?? -1, meanings, shared, max, skip };
  return {
    encode(data) {
      const bytes = dataBytes(data);
      if (bytes.length === 0 && start === end) throw new RangeError("data is empty; expected at least 1 byte, as nothing between two flags is no frame");
      let size = bytes.length;
      for (const byte of bytes) {
        if ((codes[byte] as number) >= 0) size++;
        else if (byte === start || byte === end) throw new RangeError(`data has the flag ${byte}; expected none, as there is no escape`);
      }
      if (size > max) throw new RangeError(`data has ${size} bytes on the wire; expected at most ${max} (max, without the flags)`);
      const wire = new Uint8Array(size + 2);
      let at = 0;
      wire[at++] = start;
      for (const byte of bytes) {
        const code = codes[byte] as number;
        if (code >= 0) wire[at++] = escape as number;
        wire[at++] = code >= 0 ? code : byte;
      }
      wire[at] = end;
      return wire;
    },
    decoder: (sink) => new StartEndDecoder(sink, flagging),
  };
}

function expectByte(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError(`${name} is ${shown(value)}; expected an integer`);
  if (value < 0 || value > 255) throw new RangeError(`${name} is ${value}; expected 0 to 255`);
  return value;
}
