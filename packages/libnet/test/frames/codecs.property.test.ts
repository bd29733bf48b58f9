import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delimited, fixedSize, json, JT808, lengthField, lines, mapped, measured, SLIP, startEnd, type Codec } from "../../src/frames/index.js";
import { cutAt, decode, hex, joined, utf8 } from "./decoding.js";

const bytes = (least: number, most = 40): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: least, maxLength: most });
/** Bytes among which those that formats are about are frequent. */
const special = (least: number): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.oneof(fc.constantFrom(0x7e, 0x7d, 0x01, 0x02, 0xc0, 0xdb, 0x0a, 0x0d, 0x61), fc.integer({ min: 0, max: 255 })), { minLength: least, maxLength: 40 }).map((all) => Uint8Array.from(all));
const without = (delimiter: readonly number[]): fc.Arbitrary<Uint8Array> =>
  special(0).filter((all) => {
    const last = all.length;
    const whole = [...all, ...delimiter];
    return whole.findIndex((_, i) => delimiter.every((byte, k) => whole[i + k] === byte)) === last;
  });

interface Case<Frame> {
  readonly name: string;
  readonly codec: Codec<Frame, Frame>;
  readonly frame: fc.Arbitrary<Frame>;
  readonly max: number;
}
function given<Frame>(name: string, codec: Codec<Frame, never>, frame: fc.Arbitrary<Frame>, max: number): Case<unknown> {
  return { name, codec, frame, max };
}


const cases: Array<Case<unknown>> = [
  given("delimited by a byte", delimited("\n", { max: 40 }), without([0x0a]), 40),
  given("delimited by CR LF", delimited("\r\n", { max: 40 }), without([0x0d, 0x0a]), 41),
  given("delimited by a delimiter that overlaps itself", delimited("aa", { max: 40 }), without([0x61, 0x61]), 41),
  given("delimited, with delimiters", delimited("\r\n", { keepDelimiter: true, max: 40 }), without([0x0d, 0x0a]).map((frame) => joined([frame, hex("0d 0a")])), 41),
  given("lines", lines({ newline: "\r\n" }), fc.string({ unit: "binary" }).filter((text) => !/[\r\n]/.test(text)), 65_537),
  given("json", json(), fc.json().map((text): unknown => JSON.parse(text)).filter((value) => value !== undefined), 65_536),
  ...([1, 2, 3, 4, 8] as const).flatMap((size) => [
    given(`lengths of ${size} bytes, big`, lengthField({ size, max: 48 }), bytes(0), 48),
    given(`lengths of ${size} bytes, little, that count themselves`, lengthField({ size, endian: "little", adjustment: -size, max: 48 }), bytes(0), 48),
  ]),
  given("lengths behind magic bytes", lengthField({ size: 2, offset: 2, resync: { magic: hex("aa 55") }, max: 44 }), bytes(0), 44),
  given(
    "whole frames with a length in their header",
    lengthField({ size: 2, offset: 4, max: 64 }),
    bytes(0).map((body) => joined([hex("00 01 00 00"), Uint8Array.of(0, body.length), body])),
    64,
  ),
  given("one size", fixedSize(7), bytes(7, 7), 7),
  given("JT/T 808", startEnd({ ...JT808, max: 80 }), special(1), 80),
  given("SLIP", startEnd({ ...SLIP, max: 80 }), special(1), 80),
  given("STX and ETX", startEnd({ start: 2, end: 3, escape: 0x10, escapes: { 0x12: 2, 0x13: 3, 0x20: 0x10 }, max: 80 }), special(0), 80),
  given(
    "a length of your own",
    measured({ length: ([first]) => (first === undefined ? undefined : first + 1), max: 80 }),
    bytes(0).map((body) => joined([Uint8Array.of(body.length), body])),
    80,
  ),
  given(
    "messages of your own",
    mapped<readonly [number, number]>(lengthField({ size: 1 }), { decode: ([a = 0, b = 0]) => [a, b] as const, encode: ([a, b]) => Uint8Array.of(a, b) }),
    fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })),
    65_536,
  ),
];
const places = fc.array(fc.nat(), { maxLength: 60 });

describe.each(cases)("$name", ({ codec, frame, max }) => {
  it("gives back all frames, however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), places, (frames, cuts) => {
        const stream = joined(frames.map((one) => codec.encode(one)));
        const decoded = decode(codec, cutAt(stream, cuts));
        expect(decoded).toEqual({ frames, skipped: [], error: undefined, mostPending: expect.any(Number) });
        expect(decoded.mostPending).toBeLessThanOrEqual(max);
      }),
      { numRuns: 200 },
    );
  });

  it("gives back all frames byte by byte", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const stream = joined(frames.map((one) => codec.encode(one)));
        expect(decode(codec, [...stream].map((byte) => Uint8Array.of(byte))).frames).toEqual(frames);
      }),
      { numRuns: 50 },
    );
  });

  it("hands out frames that nobody changes afterwards", () => {
    // decode() overwrites what it pushed: a view of it would differ.
    const [one, two] = fc.sample(frame, { numRuns: 2, seed: 7 });
    const stream = joined([codec.encode(one), codec.encode(two)]);
    expect(decode(codec, [stream]).frames).toEqual([one, two]);
  });

  it("keeps no more than the maximum of whatever comes", () => {
    fc.assert(
      fc.property(fc.array(special(1), { maxLength: 40 }), (pieces) => {
        expect(decode(codec, pieces).mostPending).toBeLessThanOrEqual(max);
      }),
      { numRuns: 200 },
    );
  });
});

describe("garbage", () => {
  const noisy = <Frame>(codec: Codec<Frame, never>, frame: fc.Arbitrary<Frame>, noise: fc.Arbitrary<Uint8Array>, atEnd = noise): void => {
    const both = codec as unknown as Codec<Frame>;
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frame), { maxLength: 8 }), atEnd, places, (parts, last, cuts) => {
        const stream = joined([...parts.flatMap(([garbage, one]) => [garbage, both.encode(one)]), last]);
        const { frames, skipped, error } = decode(both, cutAt(stream, cuts));
        expect(frames).toEqual(parts.map(([, one]) => one));
        expect(joined(skipped.map(([, some]) => some))).toEqual(joined([...parts.map(([garbage]) => garbage), last]));
        expect(error).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  };
  const of = (allowed: (byte: number) => boolean, most = 30): fc.Arbitrary<Uint8Array> => fc.array(fc.integer({ min: 0, max: 255 }).filter(allowed), { maxLength: most }).map((all) => Uint8Array.from(all));

  it("between flags is lost alone", () => {
    noisy(startEnd(JT808), special(1), of((byte) => byte !== 0x7e));
    noisy(startEnd({ start: 2, end: 3, escape: 0x10, escapes: { 0x12: 2, 0x13: 3, 0x20: 0x10 } }), special(0), of((byte) => byte !== 2));
  });

  it("before magic bytes is lost alone", () => {
    noisy(lengthField({ size: 2, offset: 2, resync: { magic: hex("aa 55") } }), bytes(0), of((byte) => byte !== 0xaa));
  });

  it("that a check refuses is lost alone, even with lengths over the maximum", () => {
    // At the end less than a header may still become one.
    const none = fc.constant(new Uint8Array(0));
    const check = ([first, , , length]: Uint8Array): boolean => first === 0x68 && length !== undefined;
    const frame = bytes(0).map((body) => joined([hex("68 00 00"), Uint8Array.of(body.length), body]));
    noisy(lengthField({ size: 1, offset: 3, max: 44, resync: { check } }), frame, of((byte) => byte !== 0x68), none);
    const large = of((byte) => byte !== 0x68, 3).map((rest) => joined([hex("68 00 00 ff ff ff ff"), rest]));
    noisy(lengthField({ size: 1, offset: 3, max: 44, resync: { check } }), frame, large, none);
  });

  it("over the maximum is lost up to the delimiter", () => {
    const line = of((byte) => byte !== 0x0a && byte !== 0x0d, 10);
    const long = fc.integer({ min: 11, max: 50 }).map((length) => joined([new Uint8Array(length).fill(0x78), utf8("\r\n")]));
    noisy(delimited("\r\n", { max: 10, invalid: "skip" }), line, long);
    noisy(delimited("\n", { max: 11, invalid: "skip" }), line, long);
  });
});
