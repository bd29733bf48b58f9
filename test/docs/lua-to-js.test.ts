import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { pack, str } from "@luat/corelib";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { exportsOf } from "./script.js";

type Hint = readonly [find: RegExp, put: string, lua: string, ts: string];

interface Hints {
  readonly hints: readonly Hint[];
  rewritten(lua: string): string;
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, "docs", file), "utf8");
}

/** What the tables say that an expression gives: the expression, and the value as code. */
function rowsOf(file: string): Array<readonly [code: string, gives: string]> {
  return textOf(file)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .flatMap((line) => {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => /^(`{1,2}) ?(.*?) ?\1$/.exec(cell.trim())?.[2]?.replaceAll("\\|", "|"));
      const [, code, gives] = cells;
      return cells.length === 3 && code !== undefined && gives !== undefined ? [[code, gives] as const] : [];
    });
}

const NAMES = { s: "temp=21.5;hum=60", data: Uint8Array.of(0x7e, 0, 2, 0x4f, 0x4b), str, pack, Uint8Array };

/** Values of another realm, compared by what they are written as. */
function valueOf(code: string): string {
  const value: unknown = runInNewContext(`(${code})`, NAMES);
  return value === undefined ? "undefined" : JSON.stringify(value);
}

describe.each(["lua-to-js.md", "lua-to-js.zh-CN.md"])("the tables of docs/%s", (file) => {
  const rows = rowsOf(file);

  it("are there", () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)("give what they say: %s", (code, gives) => {
    expect(valueOf(code)).toBe(valueOf(gives));
  });
});

it("the tables say the same in both languages", () => {
  expect(rowsOf("lua-to-js.zh-CN.md")).toEqual(rowsOf("lua-to-js.md"));
});

describe("search and replace", () => {
  const [, code = ""] = /^```js\n(\/\/ hints\.mjs\n.*?)^```$/ms.exec(textOf("lua-to-js.md")) ?? [];
  const { hints, rewritten } = exportsOf({ file: "docs/lua-to-js.md", line: 1, code }, {}) as Hints;

  it.each(hints)("%s puts %j: %j becomes %j", (find, put, lua, expected) => {
    expect(lua.replace(find, put)).toBe(expected);
  });

  it("makes text that the compiler can read of the functions of the porting guide", () => {
    const [, lua = ""] = /^```lua\n(local TASK.*?)^local function main/ms.exec(textOf("porting.md")) ?? [];
    expect(lua).toContain("local function send");
    const { diagnostics } = ts.transpileModule(rewritten(lua), { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
    expect({ text: rewritten(lua), errors: diagnostics?.map(({ messageText }) => messageText) }).toEqual({ text: expect.stringContaining("async function send(netc) {"), errors: [] });
  });
});
