import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff } = rig();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the functions of str", () => {
  const functions = Object.entries(str).filter(([name]) => name !== "ipText" && name !== "ipInt");

  it("are those of LuatOS, and what there is for bytes", () => {
    expect(Object.keys(str).sort()).toEqual(
      [
        ...["toHex", "fromHex", "split", "toValue", "urlEncode", "toBase64", "fromBase64", "toBase32", "fromBase32"],
        ...["startsWith", "endsWith", "trim", "latin1", "bytes", "text", "eq", "ipText", "ipInt"],
      ].sort(),
    );
  });

  it.each(functions)("%s takes the used part of a zbuff as it takes bytes", (name, call) => {
    const run = call as (s: unknown, other?: unknown) => unknown;
    const rest = ["startsWith", "endsWith", "eq"].includes(name) ? ["41"] : [];
    expect(run(zbuff.create(9, "4142"), ...rest)).toEqual(run(bytes("4142"), ...rest));
  });

  it.each(functions)("%s takes neither nil nor a number", (_, call) => {
    const run = call as (s: unknown, other: unknown) => unknown;
    for (const bad of [null, undefined, 4142, true, {}]) expect(() => run(bad, "")).toThrow(/^(s|a|data) is .*; expected a string, Uint8Array or zbuff$/);
  });
});
