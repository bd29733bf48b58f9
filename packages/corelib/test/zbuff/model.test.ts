import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

/** A zbuff as plain arrays: slow, and obviously right. */
class Model {
  bytes: number[];
  used = 0;

  constructor(size: number) {
    this.bytes = Array<number>(size).fill(0);
  }

  write(data: number[]): number {
    const taken = data.slice(0, this.bytes.length - this.used);
    this.bytes.splice(this.used, taken.length, ...taken);
    this.used += taken.length;
    return taken.length;
  }

  read(n: number): number[] {
    const out = this.bytes.slice(this.used, this.used + n);
    this.used += out.length;
    return out;
  }

  copy(pos: number | null, data: number[]): number {
    const at = pos === null ? this.used : pos < 0 ? pos + this.used : pos;
    if (at < 0) return 0;
    this.grow(at + data.length);
    this.bytes.splice(at, data.length, ...data);
    this.used = Math.max(this.used, at + data.length);
    return data.length;
  }

  grow(size: number): void {
    while (this.bytes.length < size) this.bytes.push(0);
  }

  resize(n: number): void {
    this.bytes.length = Math.min(this.bytes.length, n);
    this.grow(n);
    this.used = Math.min(this.used, n);
  }

  del(off: number, n: number): void {
    const from = off < 0 ? off + this.used : off;
    if (from < 0 || from >= this.used || n < 0) return;
    const kept = this.bytes.slice(0, this.used);
    kept.splice(from, n);
    this.bytes.splice(0, kept.length, ...kept);
    this.used = kept.length;
  }

  query(off: number, n: number): number[] | undefined {
    const from = off < 0 ? off + this.used : off;
    if (from < 0) return undefined;
    const out = this.bytes.slice(from, n < 0 ? this.used : Math.min(this.used, from + n));
    return from >= this.used || out.length === 0 ? undefined : out;
  }

  readNumber(size: number): bigint | undefined {
    if (this.bytes.length - this.used < size) return undefined;
    return this.read(size).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  }

  writeNumber(value: bigint, size: number): number {
    if (this.bytes.length - this.used < size) return 0;
    return this.write(Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n)));
  }

  /** As `pack(">bAH")`, or what of it fits. */
  pack(text: number[], number: number): number {
    const parts = [[text.length], text, [number >> 8, number & 255]];
    let count = 0;
    for (const part of parts) {
      if (this.bytes.length - this.used < part.length) break;
      count += this.write(part);
    }
    return count;
  }

  /** As `unpack(">HA2")`. */
  unpack(): [number, ...unknown[]] {
    const left = this.bytes.length - this.used;
    if (left < 2) return [0];
    const [high = 0, low = 0] = this.read(2);
    return left < 4 ? [2, high * 256 + low] : [4, high * 256 + low, Uint8Array.from(this.read(2))];
  }

  base64(): number {
    const text = [...Buffer.from(Buffer.from(this.bytes.slice(0, this.used)).toString("base64"))];
    if (text.length >= this.bytes.length) return 0;
    this.bytes.splice(0, text.length + 1, ...text, 0);
    return (this.used = text.length);
  }

  seek(off: number, base: number): number {
    this.used = Math.min(this.bytes.length, Math.max(0, off + [0, this.used, this.bytes.length][base]!));
    return this.used;
  }
}

const place = fc.integer({ min: -20, max: 30 });
const count = fc.integer({ min: 0, max: 30 });
const data = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 });
const step = fc.oneof(
  fc.tuple(fc.constant("write" as const), data),
  fc.tuple(fc.constant("read" as const), count),
  fc.tuple(fc.constant("copy" as const), fc.option(place), data),
  fc.tuple(fc.constant("copySelf" as const), fc.option(place)),
  fc.tuple(fc.constant("del" as const), place, fc.integer({ min: -2, max: 30 })),
  fc.tuple(fc.constant("query" as const), place, fc.integer({ min: -2, max: 30 })),
  fc.tuple(fc.constant("resize" as const), count),
  fc.tuple(fc.constant("reserve" as const), count),
  fc.tuple(fc.constant("seek" as const), place, fc.integer({ min: 0, max: 2 })),
  fc.tuple(fc.constant("used" as const), count),
  fc.tuple(fc.constant("readU16" as const)),
  fc.tuple(fc.constant("readU64" as const)),
  fc.tuple(fc.constant("writeI32" as const), fc.integer()),
  fc.tuple(fc.constant("writeI64" as const), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  fc.tuple(fc.constant("pack" as const), data, fc.integer({ min: 0, max: 0xffff })),
  fc.tuple(fc.constant("unpack" as const)),
  fc.tuple(fc.constant("toBase64" as const)),
  fc.tuple(fc.constant("index" as const), place, fc.integer({ min: -300, max: 300 })),
  fc.tuple(fc.constant("isEqual" as const), count, count, count),
  fc.tuple(fc.constant("set" as const), count, fc.integer({ min: 0, max: 255 }), count),
);

describe("Zbuff", () => {
  it("behaves as plain arrays do, for any sequence of calls", () => {
    const { zbuff } = rig();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(step, { maxLength: 40 }), (size, steps) => {
        const buff = zbuff.create(size);
        const model = new Model(size);
        for (const one of steps) {
          switch (one[0]) {
            case "write":
              expect(buff.write(Uint8Array.from(one[1]))).toBe(model.write(one[1]));
              break;
            case "read":
              expect([...buff.read(one[1])]).toEqual(model.read(one[1]));
              break;
            case "copy":
              expect(buff.copy(one[1], Uint8Array.from(one[2]))).toBe(model.copy(one[1], one[2]));
              break;
            case "copySelf":
              expect(buff.copy(one[1], buff)).toBe(model.copy(one[1], model.bytes.slice(0, model.used)));
              break;
            case "del":
              buff.del(one[1], one[2]);
              model.del(one[1], one[2]);
              break;
            case "query": {
              const bytes = buff.query(one[1], one[2]);
              expect(bytes && [...bytes]).toEqual(model.query(one[1], one[2]));
              break;
            }
            case "resize":
              buff.resize(one[1]);
              model.resize(one[1]);
              break;
            case "reserve":
              buff.reserve(one[1]);
              model.grow(model.used + one[1]);
              break;
            case "seek":
              expect(buff.seek(one[1], one[2])).toBe(model.seek(one[1], one[2]));
              break;
            case "used":
              expect(buff.used(one[1])).toBe((model.used = Math.min(one[1], model.bytes.length)));
              break;
            case "readU16": {
              const expected = model.readNumber(2);
              expect(buff.readU16()).toBe(expected === undefined ? undefined : Number(expected));
              break;
            }
            case "readU64":
              expect(buff.readU64()).toBe(model.readNumber(8));
              break;
            case "writeI32":
              expect(buff.writeI32(one[1])).toBe(model.writeNumber(BigInt(one[1]), 4));
              break;
            case "writeI64":
              expect(buff.writeI64(one[1])).toBe(model.writeNumber(one[1], 8));
              break;
            case "pack":
              expect(buff.pack(">bAH", one[1].length, Uint8Array.from(one[1]), one[2])).toBe(model.pack(one[1], one[2]));
              break;
            case "unpack":
              expect(buff.unpack(">HA2")).toEqual(model.unpack());
              break;
            case "toBase64":
              expect(buff.toBase64(buff)).toBe(model.base64());
              break;
            case "index":
              buff.bytes[one[1]] = one[2];
              if (one[1] >= 0 && one[1] < model.bytes.length) model.bytes[one[1]] = one[2] & 255;
              expect(buff.bytes[one[1]]).toBe(model.bytes[one[1]]);
              expect(buff.get(one[1])).toBe(model.bytes[one[1]]);
              break;
            case "isEqual": {
              const [a, b] = [model.bytes.slice(one[1], one[1] + one[3]), model.bytes.slice(one[2], one[2] + one[3])];
              const first = a.findIndex((byte, i) => byte !== b[i]);
              const isWithin = Math.max(one[1], one[2]) + one[3] <= model.bytes.length;
              expect(buff.isEqual(one[1], buff, one[2], one[3])).toEqual(!isWithin ? [false] : first < 0 ? [true, 0] : [false, first]);
              break;
            }
            case "set":
              buff.set(one[1], one[2], one[3]);
              if (one[1] < model.bytes.length) model.bytes.fill(one[2], one[1], one[1] + one[3]);
          }
          expect(buff.used()).toBe(model.used);
          expect([...buff.bytes]).toEqual(model.bytes);
          expect([...buff.view()]).toEqual(model.bytes.slice(0, model.used));
        }
      }),
      { numRuns: 500 },
    );
  });
});
