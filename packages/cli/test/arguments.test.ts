import { describe, expect, it } from "vitest";
import { parseArguments, UsageError, type Arguments } from "../src/index.js";

const TABLE = {
  count: { type: "string" },
  face: { type: "string" },
  hex: { type: "boolean", short: "x" },
  raw: { type: "boolean" },
  again: { type: "string" },
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
  ])("%s: a number that may be left out", (line, value, rest) => {
    const args = parse(line);
    expect([args.integer("again", 0), args.positionals]).toEqual([value, rest]);
  });

  it.each([
    ["--foo", "Unknown option '--foo'"],
    ["-y", "Unknown option '-y'"],
    ["--count", "Option '--count <value>' argument missing"],
    ["--count -1", "Option '--count' argument missing, or a negative number"],
    ["--hex=1", "Option '-x, --hex' does not take an argument"],
  ])("refuses %s, and names it", (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });

  it.each<[string, (args: Arguments<keyof typeof TABLE>) => unknown, string]>([
    ["--count 1.5", (args) => args.integer("count", 1), '--count is "1.5"; expected an integer of at least 1'],
    ["--count 0", (args) => args.integer("count", 1, 9), '--count is "0"; expected an integer from 1 to 9'],
    ["--count 0", (args) => args.seconds("count"), '--count is "0"; expected seconds above 0, such as 20 or 2.5'],
    ["--count 9999999", (args) => args.seconds("count"), '--count is "9999999"; expected seconds above 0, such as 20 or 2.5'],
    ["--face lua", (args) => args.oneOf("face", ["a", "b"]), '--face is "lua"; expected a or b'],
    ["--hex --raw", (args) => args.exclusive("hex", "raw"), "--hex and --raw exclude each other"],
    ["--raw", (args) => args.only("tls://", "hex", "raw"), "--raw is for tls:// only"],
    ["a b", (args) => args.atMost(1), '"b" is one argument too many'],
  ])("refuses %s where that is wrong, and says why", (line, ask, message) => {
    expect(() => ask(parse(line))).toThrow(new UsageError(message));
  });

  it("gives seconds as milliseconds, and words as they are", () => {
    expect([parse("--count 2.5").seconds("count"), parse("--face b").oneOf("face", ["a", "b"]), parse("").seconds("count")]).toEqual([2_500, "b", undefined]);
  });
});
