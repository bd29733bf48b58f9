import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { txBytes, type TxData } from "../../src/faithful/bytes.js";

const { zbuff } = createCorelib({ log: silentLog });
const shown = (data: TxData): string => new TextDecoder().decode(txBytes(data));

describe("txBytes", () => {
  it("takes text as UTF-8 and numbers as their text", () => {
    expect([...txBytes("中a")]).toEqual([0xe4, 0xb8, 0xad, 0x61]);
    expect([shown(12345), shown(-1.5)]).toEqual(["12345", "-1.5"]);
  });

  it("takes the used part of a zbuff, and leaves the zbuff as it is", () => {
    const buff = zbuff.create(64);
    buff.write("ZBUFF");
    expect(shown(buff)).toBe("ZBUFF");
    expect(buff.used()).toBe(5);
  });

  it("copies what is too large to be gathered, since the caller may change it at once", () => {
    const large = new Uint8Array(5000).fill(1);
    const copy = txBytes(large);
    large.fill(2);
    expect(copy.every((byte) => byte === 1)).toBe(true);
    const node = Buffer.alloc(5000, 1);
    const nodeCopy = txBytes(node);
    node.fill(2);
    expect(nodeCopy.every((byte) => byte === 1)).toBe(true);
    const buff = zbuff.create(5000);
    buff.write("x".repeat(5000));
    const buffCopy = txBytes(buff);
    buff.bytes.fill(0);
    expect(buffCopy.every((byte) => byte === 0x78)).toBe(true);
  });

  it("copies all of what may be changed when nothing is gathered", () => {
    const buff = zbuff.create(8);
    buff.write("zb");
    const small = new TextEncoder().encode("ab");
    const copies = [txBytes(small, 0), txBytes(buff, 0)];
    small.fill(0);
    buff.bytes.fill(0);
    expect(copies.map((bytes) => new TextDecoder().decode(bytes))).toEqual(["ab", "zb"]);
    expect([txBytes("", 0).length, txBytes(zbuff.create(4), 0).length]).toEqual([0, 0]);
  });

  it("refuses anything else with a TypeError that says what it was", () => {
    const expected = "expected a string, a number, a zbuff or a Uint8Array";
    for (const [value, name] of [
      [null, "null"],
      [undefined, "undefined"],
      [true, "true"],
      [{}, "a Object"],
      [[1], "a Array"],
    ] as const) {
      expect(() => txBytes(value as never)).toThrow(new TypeError(`socket.tx: data is ${name}; ${expected}`));
    }
  });
});
