import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as libnet from "@luat/libnet";
import * as servers from "@luat/libnet/servers";
import { describe, expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { makeWorld } from "./world.js";

/** One row of the tables: its cells, and what is in code in each. */
interface Row {
  readonly cells: readonly string[];
  readonly code: ReadonlyArray<readonly string[]>;
  /** The functions that it is about, such as `buff.del`. */
  readonly names: readonly string[];
}

/** The rows of all tables of the part about functions. */
function rowsOf(file: string): Row[] {
  const parts = readFileSync(join(ROOT, "docs", file), "utf8").split(/^## /m);
  const [part = ""] = parts.filter((text) => text.includes("\n### libnet\n"));
  const lines = part.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
    const code = cells.map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text));
    const names = (code[0] ?? []).flatMap((text) => memberOf(text) ?? []);
    return { cells, code, names };
  });
}

/** `"buff.del"` of `"buff:del(off, n)"`; `undefined` where it is no function of anything. */
function memberOf(code: string): string | undefined {
  const [, owner, name] = /^(\w+)[.:](\w+)/.exec(code) ?? [];
  return owner === undefined || name === undefined ? undefined : `${owner === "s" ? "str" : owner}.${name}`;
}

/** All members of an object of a class, whose own constructors and texts are of no interest. */
function membersOf(object: object): string[] {
  const names = new Set<string>();
  for (let up: unknown = Object.getPrototypeOf(object); up !== Object.prototype && typeof up === "object" && up !== null; up = Object.getPrototypeOf(up)) {
    for (const name of Object.getOwnPropertyNames(up)) names.add(name);
  }
  return [...names].filter((name) => !["constructor", "toString", "ignore", "fromUsed"].includes(name));
}

const { names: things, stop } = await makeWorld("");
const { sys, socket, zbuff, pack, str, log, os, rtos, buff, connection, server, device } = things;
const datagrams = await things.net.clock.run(() => device.bind());
await stop();

const TABLES: Readonly<Record<string, object>> = { sys, socket, libnet: things.libnet, zbuff, pack, str, log, os, rtos };
const OWNERS: Readonly<Record<string, object>> = { ...TABLES, buff, connection, server, device, datagrams };
const EXPORTED: Readonly<Record<string, unknown>> = { ...libnet, ...servers };

const actual = [
  ...Object.entries(TABLES).flatMap(([owner, table]) => Object.keys(table).map((name) => `${owner}.${name}`)),
  ...membersOf(buff).map((name) => `buff.${name}`),
];

function isThere(member: string): boolean {
  const [owner = "", name = ""] = member.split(".");
  return name in (OWNERS[owner] ?? {});
}

describe.each([
  ["porting.md", "not there"],
  ["porting.zh-CN.md", "没有"],
])("the tables of functions in docs/%s", (file, absent) => {
  const rows = rowsOf(file);
  const [missing, present] = [rows.filter(({ cells }) => cells[1]?.startsWith(absent)), rows.filter(({ cells }) => !cells[1]?.startsWith(absent))];

  it("have each function of LuatOS's libraries that is there once, and no other", () => {
    expect(present.flatMap(({ names }) => names).sort()).toEqual([...actual].sort());
  });

  it("say only of what is not there that it is not", () => {
    const names = missing.flatMap((row) => row.names);
    expect(names).toContain("libnet.ping");
    expect(names.filter(isThere)).toEqual([]);
  });

  it("say something in every cell", () => {
    expect(rows.filter(({ cells }) => cells.length < 2 || cells.includes(""))).toEqual([]);
  });

  it("recommend nothing that is not there", () => {
    const recommended = rows.flatMap(({ code }) => code.slice(1).flat());
    const members = recommended.flatMap((text) => memberOf(text) ?? []).filter((member) => Object.hasOwn(OWNERS, member.split(".")[0] ?? ""));
    const functions = recommended.flatMap((text) => /^(\w+)\(/.exec(text)?.[1] ?? []);
    expect(members).toContain("connection.tx");
    expect(functions).toContain("connect");
    expect([...members.filter((member) => !isThere(member)), ...functions.filter((name) => typeof EXPORTED[name] !== "function")]).toEqual([]);
  });
});

it("the tables say the same in both languages, but for the words", () => {
  const code = (file: string): string[][] => rowsOf(file).map((row) => row.code.map((texts) => [...texts].sort().join(" ")));
  expect(code("porting.zh-CN.md")).toEqual(code("porting.md"));
});
