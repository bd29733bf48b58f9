import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff } = rig();

const bytes = fc.uint8Array({ maxLength: 300 });
const integer = (bits: number, isSigned: boolean): fc.Arbitrary<number> =>
  isSigned ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }) : fc.integer({ min: 0, max: 2 ** bits - 1 });

/** What a letter can hold without loss. */
const LETTERS = {
  c: integer(8, true),
  b: integer(8, false),
  h: integer(16, true),
  H: integer(16, false),
  i: integer(32, true),
  I: fc.integer({ min: 0, max: 0xffffffff }),
  l: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  L: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  f: fc.float(),
  d: fc.double(),
  n: fc.double(),
} satisfies Record<string, fc.Arbitrary<number | bigint>>;
const TEXTS = {
  z: bytes.map((text) => text.filter((byte) => byte !== 0)),
  p: fc.uint8Array({ maxLength: 255 }),
  P: bytes,
  a: bytes,
};

type Part = readonly [fmt: string, value: number | bigint | Uint8Array];

const parts = (letters: Record<string, fc.Arbitrary<number | bigint | Uint8Array>>): fc.Arbitrary<Part[]> =>
  fc.array(
    fc.oneof(
      ...Object.entries(letters).map(([letter, value]) => value.map((one): Part => [letter, one])),
      bytes.map((text): Part => [`A${text.length}`, text]),
    ),
    { maxLength: 12 },
  );
const order = fc.constantFrom("<", ">", "=");

describe("pack and unpack", () => {
  it("give back what was packed, and end where it ended", () => {
    fc.assert(
      fc.property(parts({ ...LETTERS, ...TEXTS }), order, fc.nat({ max: 5 }), (list, sign, before) => {
        const fmt = sign + list.map(([letter]) => letter).join(",");
        const packed = pack.pack(`A${before}${fmt}`, "", ...list.map(([, value]) => value));
        expect(pack.unpack(packed, fmt, before + 1)).toEqual([packed.length + 1, ...list.map(([, value]) => value)]);
      }),
    );
  });

  it("of a zbuff agree with those of the library, wherever its end cuts them off", () => {
    fc.assert(
      fc.property(parts(LETTERS), order, fc.integer({ min: 1, max: 60 }), (list, sign, size) => {
        const numbers = list.filter(([letter]) => !letter.startsWith("A"));
        const values = numbers.map(([, value]) => value);
        const fmt = sign + numbers.map(([letter]) => letter).join("");
        const whole = pack.pack(fmt, ...values);
        const buff = zbuff.create(size);
        const count = buff.pack(fmt, ...values);
        expect([...buff.view()]).toEqual([...whole.subarray(0, count)]);
        buff.seek(0);
        const [next, ...got] = pack.unpack(whole.subarray(0, size), fmt);
        expect(count).toBe(next - 1);
        expect(buff.unpack(fmt).slice(0, got.length + 1)).toEqual([expect.any(Number), ...got]);
      }),
    );
  });

  it("never fail on any bytes", () => {
    fc.assert(
      fc.property(bytes, fc.string({ unit: fc.constantFrom(..."cbhHiIlLfdnzpPaA<>= ,"), maxLength: 20 }), (data, fmt) => {
        const [next] = pack.unpack(data, fmt);
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(data.length + 1);
      }),
    );
  });
});
