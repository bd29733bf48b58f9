import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectInteger, expectKnown, expectOptions, shown } from "../expect.js";
import type { Codec } from "./codec.js";
import { magicAt, seek } from "./magic.js";
import { expectMaximum, MAXIMUM } from "./maximum.js";
import { MeasuredDecoder } from "./measured-decoder.js";

/** How the next frame is found where there is none, or one that is too large. */
export type Resync =
  | {
      /** Each frame begins with these bytes; they come before the length. */
      readonly magic: Uint8Array;
      /** Whether this is a header, that is all up to the end of the length; the view is valid until it returns. Default: any is. */
      readonly check?: ((header: Uint8Array) => boolean) | undefined;
    }
  | { readonly magic?: undefined; readonly check: (header: Uint8Array) => boolean };

/** Where the length is, and what it counts. */
export interface LengthFieldOptions {
  /** How many bytes the length has. */
  readonly size: 1 | 2 | 3 | 4 | 8;
  /** Whether its highest byte comes first (`"big"`, as networks have it) or its lowest. Default: `"big"`. */
  readonly endian?: "big" | "little" | undefined;
  /** How many bytes of the frame come before it. Default: 0. */
  readonly offset?: number | undefined;
  /**
   * How many bytes follow the length beside those that it counts. Below 0 when it counts more than what follows: `-2` for a length of two
   * bytes that counts itself. Default: 0.
   */
  readonly adjustment?: number | undefined;
  /**
   * Whether frames are handed out, and given to be sent, without what comes up to the end of the length (`"strip"`) or with it (`"keep"`; the length
   * is then filled in when it is sent). Default: `"strip"` where nothing but the magic bytes comes before the length, otherwise `"keep"`.
   */
  readonly header?: "strip" | "keep" | undefined;
  /**
   * The largest frame, in bytes, with its header. Default: whatever a length of one or two bytes can say; with a longer one, 65,536 bytes
   * behind the header.
   */
  readonly max?: number | undefined;
  /** How the next frame is found where there is none. Default: not at all; a frame that is too large is an error. */
  readonly resync?: Resync | undefined;
}

const KNOWN: Readonly<Record<keyof LengthFieldOptions, true>> = { size: true, endian: true, offset: true, adjustment: true, header: true, max: true, resync: true };

/**
 * Frames that tell their length, in a field at a fixed place.
 *
 * Where the peer sends a length over the maximum, or one that is shorter than the header, there is no telling where
 * the next frame begins: reading fails with a {@link FrameError}, unless `resync` says what frames look like. Then bytes are skipped up to the next one.
 *
 * @param options - where the length is, and what it counts.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, lengthField } from "@luat/libnet/frames";
 *
 * // Modbus TCP: transaction, protocol, length, unit, function, data. The length counts what follows it.
 * const modbus = lengthField({ size: 2, offset: 4 });
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const units = frames(connection, modbus);
 * await units.tx(Uint8Array.of(0, 1, 0, 0, 0, 0, 17, 3, 0, 107, 0, 3)); // the length is filled in
 * (await units.rx())?.[5]; // 6
 * ```
 */
export function lengthField(options: LengthFieldOptions): Codec<Uint8Array, Data> {
  const { size, endian = "big", resync } = expectKnown(options, "lengthField", KNOWN, "options");
  if (![1, 2, 3, 4, 8].includes(size)) throw new RangeError(`size is ${shown(size)}; expected 1, 2, 3, 4 or 8`);
  if (endian !== "big" && endian !== "little") throw new TypeError(`endian is ${shown(endian)}; expected "big" or "little"`);
  const offset = expectInteger(options.offset ?? 0, "offset", 0);
  const adjustment = expectInteger(options.adjustment ?? 0, "adjustment", -Infinity);
  const head = offset + size;
  const most = 2 ** (8 * size) - 1;
  const max = options.max === undefined ? head + Math.max(MAXIMUM, size <= 2 ? most + adjustment : 0) : expectMaximum(options.max, head);
  const { magic, check } = expectResync(resync, offset);
  const { header = offset === 0 || offset === magic?.length ? "strip" : "keep" } = options;
  if (header !== "strip" && header !== "keep") throw new TypeError(`header is ${shown(header)}; expected "strip" or "keep"`);
  if (header === "strip" && offset !== (magic?.length ?? 0)) {
    throw new RangeError(`header is "strip", and offset is ${offset}; expected "keep", as nothing says what to send before the length`);
  }

  const read = endian === "big" ? readBig : readLittle;
  const measure = (bytes: Uint8Array, start: number, end: number): number => {
    if (magic !== undefined) {
      const noise = seek(magic, bytes, start, end);
      if (noise > 0) return -noise;
    }
    if (end - start < head) return 0;
    if (check !== undefined && !check(bytes.subarray(start, start + head))) return -1;
    const total = read(bytes, start + offset, size) + head + adjustment;
    return total >= head ? total : NaN;
  };
  const strip = header === "strip" ? head : 0;
  const measuring = { measure, least: head, max, counts: ", header included", strip, resync: resync !== undefined };

  return {
    encode(data) {
      const given = dataBytes(data);
      const bytes = new Uint8Array(strip + given.length);
      bytes.set(given, strip);
      if (bytes.length < head) throw new RangeError(`data has ${given.length} bytes; expected at least the ${head} of the header`);
      if (bytes.length > max) throw new RangeError(`data has ${given.length} bytes; expected at most ${max - strip} (max is ${max}, header included)`);
      if (magic !== undefined) {
        if (strip > 0) bytes.set(magic);
        else if (!magicAt(magic, bytes, 0, bytes.length)) throw new RangeError("data does not begin with the magic bytes of resync.magic");
      }
      const value = bytes.length - head - adjustment;
      if (value < 0 || value > most) throw new RangeError(`data has ${given.length} bytes, which makes the length ${value}; expected 0 to ${most}`);
      write(bytes, offset, size, value, endian);
      return bytes;
    },
    decoder: (sink) => new MeasuredDecoder(sink, measuring),
  };
}

function expectResync(resync: Resync | undefined, offset: number): { readonly magic?: Uint8Array | undefined; readonly check?: Resync["check"] } {
  if (resync === undefined) return {};
  const { magic, check } = expectOptions(resync, "resync");
  if (magic === undefined && check === undefined) throw new TypeError("resync has neither magic nor check; expected one of them");
  if (check !== undefined && typeof check !== "function") throw new TypeError(`resync.check is ${shown(check)}; expected a function`);
  if (magic === undefined) return { check };
  if (!(magic instanceof Uint8Array) || magic.length === 0) throw new TypeError(`resync.magic is ${shown(magic)}; expected a Uint8Array that is not empty`);
  if (magic.length > offset) throw new RangeError(`resync.magic has ${magic.length} bytes; expected at most as many as come before the length, ${offset}`);
  return { magic: magic.slice(), check };
}

function readBig(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] as number);
  return value;
}

function readLittle(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at + size - 1; i >= at; i--) value = value * 256 + (bytes[i] as number);
  return value;
}

function write(bytes: Uint8Array, at: number, size: number, value: number, endian: "big" | "little"): void {
  let rest = value;
  for (let i = 0; i < size; i++) {
    bytes[endian === "little" ? at + i : at + size - 1 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
