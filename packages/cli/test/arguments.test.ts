import { describe, expect, it } from "vitest";
import { parseArguments, type Arguments } from "../src/index.js";
import { refusal } from "./refusal.js";

const TABLE = {
  count: { type: "string" },
  face: { type: "string" },
  hex: { type: "boolean", short: "x" },
  raw: { type: "boolean" },
  again: { type: "string" },
  four: { type: "boolean", short: "4" },
  each: { type: "string", multiple: true },
} as const;

const parse = (line: string): Arguments<keyof typeof TABLE> => parseArguments(line === "" ? [] : line.split(" "), TABLE, { again: "5000" });

describe("parseArguments", () => {
  it("reads options and what is none, in any order", () => {
    const args = parse("a --count 3 -x b --face=lua");
    expect(args.positionals).toEqual(["a", "b"]);
    expect([args.integer("count", 1), args.flag("hex"), args.text("face"), args.flag("raw"), args.has("raw"), args.text("again")]).toEqual([3, true, "lua", false, false, undefined]);
  });

  it("gives all values of an option that may be given more than once", () => {
    const args = parse("--each a --hex --each=b");
    expect([args.list("each"), args.has("each"), parse("").list("each")]).toEqual([["a", "b"], true, undefined]);
  });

  it.each([
    ["--again", 5_000, []],
    ["--again 70", 70, []],
    ["--again=70", 70, []],
    ["--again tcp://a:1", 5_000, ["tcp://a:1"]],
    ["--again --hex", 5_000, []],
    ["--again -x", 5_000, []],
    ["--again -4", 5_000, []],
  ])("%s: a number that may be left out", (line, value, rest) => {
    const args = parse(line);
    expect([args.integer("again", 0), args.positionals]).toEqual([value, rest]);
  });

  it.each([
    ["--foo", "--foo is no option"],
    ["--toString", "--toString is no option"],
    ["-y", "-y is no option"],
    ["--count", "--count needs a value; one that begins with a dash is written --count=VALUE"],
    ["--count --hex", "--count needs a value; one that begins with a dash is written --count=VALUE"],
    ["--count -x", "--count needs a value; one that begins with a dash is written --count=VALUE"],
    ["--hex=1", "--hex takes no value"],
  ])("refuses %s, and names it", (line, message) => {
    expect(() => parse(line)).toThrow(refusal(message));
  });

  it.each<[string, (args: Arguments<keyof typeof TABLE>) => unknown, string]>([
    ["--count 1.5", (args) => args.integer("count", 1), '--count is "1.5"; expected an integer of at least 1'],
    ["--count -1", (args) => args.integer("count", 1), '--count is "-1"; expected an integer of at least 1'],
    ["--count -4", (args) => args.integer("count", 1, 9), '--count is "-4"; expected an integer from 1 to 9'],
    ["--again -1", (args) => args.integer("again", 0, 9), '--again is "-1"; expected an integer from 0 to 9'],
    ["--count -2.5", (args) => args.seconds("count"), '--count is "-2.5"; expected seconds above 0 and up to 2147483, such as 20 or 2.5'],
    ["--count 0", (args) => args.integer("count", 1, 9), '--count is "0"; expected an integer from 1 to 9'],
    ["--count 0", (args) => args.seconds("count"), '--count is "0"; expected seconds above 0 and up to 2147483, such as 20 or 2.5'],
    ["--count 9999999", (args) => args.seconds("count"), '--count is "9999999"; expected seconds above 0 and up to 2147483, such as 20 or 2.5'],
    ["--face lua", (args) => args.oneOf("face", ["a", "b"]), '--face is "lua"; expected a or b'],
    ["--hex --raw", (args) => args.exclusive("hex", "raw"), "--hex and --raw exclude each other"],
    ["--raw", (args) => args.only(["tls://"], "hex", "raw"), "--raw is for tls:// only"],
    ["--raw", (args) => args.only(["--face", "--count"], "raw"), "--raw is for --face and --count only"],
    ["a b", (args) => args.atMost(1), '"b" is one argument too many'],
  ])("refuses %s where that is wrong, and says why", (line, ask, message) => {
    expect(() => ask(parse(line))).toThrow(refusal(message));
  });

  it("takes what begins with a dash as a value where it is written as one", () => {
    expect([parse("--face=--hex").text("face"), parse("--face -1.5").text("face"), parse("--face -").text("face")]).toEqual(["--hex", "-1.5", "-"]);
  });

  it("gives seconds as milliseconds, and words as they are", () => {
    expect([parse("--count 2.5").seconds("count"), parse("--face b").oneOf("face", ["a", "b"]), parse("").seconds("count")]).toEqual([2_500, "b", undefined]);
  });
});
