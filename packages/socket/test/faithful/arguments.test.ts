import { describe, expect, it } from "vitest";
import { adapterArgument, badArgument, isPort, isSlot, toInteger } from "../../src/faithful/arguments.js";

describe("toInteger", () => {
  it("takes integers and their text, as Lua does", () => {
    expect([toInteger(7), toInteger("7"), toInteger(" 7 "), toInteger("0x10"), toInteger(-3), toInteger("7.0")]).toEqual([7, 7, 7, 16, -3, 7]);
  });

  it("takes nothing else", () => {
    for (const value of [1.5, "1.5", "", " ", "x", Number.NaN, Infinity, null, undefined, true, [], {}, 7n]) {
      expect(toInteger(value)).toBe(undefined);
    }
  });
});

describe("adapterArgument", () => {
  it("takes nil for nil and numbers for themselves", () => {
    expect([adapterArgument("create", null), adapterArgument("create", undefined), adapterArgument("create", "16")]).toEqual([undefined, undefined, 16]);
  });

  it("throws a TypeError that names the call, the argument and the value", () => {
    expect(() => adapterArgument("create", "eth")).toThrow(
      new TypeError('socket.create: adapter is "eth"; expected an adapter number such as socket.ETH0 (16), or nil'),
    );
  });
});

describe("badArgument", () => {
  it("shows the value in few words", () => {
    const text = (value: unknown): string => badArgument("tx", "data", value, "bytes").message;
    expect(text(null)).toBe("socket.tx: data is null; expected bytes");
    expect(text(true)).toBe("socket.tx: data is true; expected bytes");
    expect(text([1])).toBe("socket.tx: data is a Array; expected bytes");
    expect(text(Object.create(null))).toBe("socket.tx: data is a plain object; expected bytes");
  });
});

describe("isSlot and isPort", () => {
  it("know the ranges", () => {
    expect([0, 1, 16, 17, -1].map(isSlot)).toEqual([false, true, true, false, false]);
    expect([-1, 0, 65_535, 65_536].map(isPort)).toEqual([false, true, true, false]);
  });
});
