import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { sayWhere } from "../../src/bus/say-where.js";

describe("sayWhere", () => {
  it("adds a line to the message and to the head of the stack, once", () => {
    const error = new RangeError("port is 0");
    const frames = (error.stack ?? "").split("\n").slice(1);
    sayWhere(error, "task#1");
    sayWhere(error, "task#1");
    expect(error.message).toBe("port is 0\nthrown by task#1");
    expect(error.stack?.split("\n")).toEqual(["RangeError: port is 0", "thrown by task#1", ...frames]);
    expect(inspect(error)).toBe(error.stack);
  });

  it("takes the text of an error as it is", () => {
    const error = new Error("$& costs $1");
    sayWhere(error, "timer function $&");
    expect(error.stack).toMatch(/^Error: \$& costs \$1\nthrown by timer function \$&\n/);
  });

  it("is the message of an error that has none", () => {
    const error = new Error();
    sayWhere(error, "task#1");
    expect(String(error)).toBe("Error: thrown by task#1");
  });

  it("does with an error that has no stack, as other engines have it", () => {
    const error = new Error("boom");
    Reflect.deleteProperty(error, "stack");
    sayWhere(error, "task#1");
    expect(error.message).toBe("boom\nthrown by task#1");
    expect(error.stack).toBeUndefined();
  });

  it("leaves alone what is no error, or cannot be changed", () => {
    const frozen = Object.freeze(new Error("boom"));
    for (const value of [frozen, "boom", undefined, null, { message: "boom" }]) sayWhere(value, "task#1");
    expect(frozen.message).toBe("boom");
  });
});
