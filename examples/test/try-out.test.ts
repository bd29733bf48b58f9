import { UsageError } from "@luat/cli";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { named, placeOf, tryOut } from "../src/try-out.js";

let out: string[];
let err: string[];

beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, "log").mockImplementation((line) => void out.push(String(line)));
  vi.spyOn(console, "error").mockImplementation((line) => void err.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const PROGRAMS = {
  command: "node it.js",
  help: { en: "what it does", zh: "做什么" },
  programOf(): never {
    throw new UsageError({ en: "not that", zh: "不是那个" });
  },
};

it.each([
  [["--help"], {}, "what it does"],
  [["-h", "--lang", "zh"], {}, "做什么"],
  [["anything", "--help"], { LANG: "zh_CN.UTF-8" }, "做什么"],
])("%j in %j shows the help, with exit code 0", (argv, env, help) => {
  expect(tryOut(PROGRAMS, argv, env)).toBe(0);
  expect([out, err]).toEqual([[help], []]);
});

it.each([
  [["--foo"], {}, "--foo is no option\nTry: node it.js --help"],
  [["--lang", "fr", "--help"], {}, '--lang is "fr"; expected zh or en\nTry: node it.js --help'],
  [["x"], { LANG: "zh_CN.UTF-8" }, "不是那个\n查看帮助：node it.js --help"],
  [["--foo", "--lang=zh"], {}, "没有 --foo 这个选项\n查看帮助：node it.js --help --lang zh"],
])("%j in %j is refused with exit code 2 and a hint", (argv, env, message) => {
  expect(tryOut(PROGRAMS, argv, env)).toBe(2);
  expect([out, err]).toEqual([[], [message]]);
});

it.each<[() => unknown, string]>([
  [() => named({ en: "form", zh: "写法" }, undefined, { a: 1, b: 2 }), "哪一个写法？应为 a、b"],
  [() => named({ en: "form", zh: "写法" }, "toString", { a: 1 }), '没有 "toString" 这个写法；应为 a'],
  [() => placeOf(["host"]), "在哪里？应为主机和端口"],
  [() => placeOf(["host", "0"]), '端口是 "0"；应为 1 到 65535'],
  [() => placeOf(["host", "1", "x"]), '多了一个参数 "x"'],
])("%s is said in Chinese, too", (call, chinese) => {
  let told = "";
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) told = error.in("zh");
  }
  expect(told).toBe(chinese);
});
