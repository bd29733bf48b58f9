import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languageIn } from "@luat/cli";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spoken } from "../scripts/language.mjs";
import { root } from "../scripts/workspace.mjs";

/** A clone in which nothing is installed yet. */
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "launch-"));
  cpSync(join(root, "scripts"), join(clone, "scripts"), { recursive: true });
  for (const file of ["package.json", "pnpm-lock.yaml"]) cpSync(join(root, file), join(clone, file));
});
afterAll(() => {
  rmSync(clone, { recursive: true });
});

/** Starts the example there; gives the exit code and the last lines. */
function start(argv: readonly string[], { env = {}, before = "" }: { env?: NodeJS.ProcessEnv; before?: string } = {}): { code: number | null; lines: string[] } {
  const imported = before === "" ? [] : ["--import", `data:text/javascript,${encodeURIComponent(before)}`];
  const { status, stderr } = spawnSync(process.execPath, [...imported, "scripts/launch.mjs", "start", ...argv], {
    cwd: clone,
    env: { ...process.env, LC_ALL: "C", ...env },
    encoding: "utf8",
  });
  return { code: status, lines: stderr.trim().split("\n") };
}

describe("with a Node.js that is not among those that are needed", () => {
  const NEEDED = ["20.19", "22.13", "24"];
  const pretend = (version: string): string => `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;

  it.each(["18.20.0", "20.18.3", "21.7.0", "22.12.1", "23.9.0"])("%s, a command says which one it needs, and does nothing", (version) => {
    expect(start([], { before: pretend(version) })).toEqual({ code: 1, lines: [`This is Node.js ${version}; needed is ${NEEDED.join(", ")} or later: https://nodejs.org/en/download`] });
  });

  it.each(["20.19.0", "22.13.1", "24.0.0", "25.1.0"])("%s is new enough", (version) => {
    const { lines } = start([], { before: pretend(version), env: { PATH: join(clone, "nothing") } });
    expect(lines[0]).toMatch(/^Installing /);
  });

  it("it says so in Chinese and in English where Chinese is asked for", () => {
    const told = {
      code: 1,
      lines: [
        `Node.js 的版本是 18.0.0；需要 ${NEEDED.join("、")} 或更高：https://nodejs.org/zh-cn/download`,
        `This is Node.js 18.0.0; needed is ${NEEDED.join(", ")} or later: https://nodejs.org/en/download`,
      ],
    };
    expect(start(["--lang", "zh"], { before: pretend("18.0.0") })).toEqual(told);
    expect(start([], { before: pretend("18.0.0"), env: { LC_ALL: "zh_CN.UTF-8" } })).toEqual(told);
  });
});

describe("without a way to the npm registry", () => {
  /** Nobody listens on port 1, and nothing is in the cache. */
  const env = (): NodeJS.ProcessEnv => ({ npm_config_registry: "http://127.0.0.1:1/", npm_config_fetch_retries: "0", npm_config_cache: join(clone, "cache") });
  const ADVICE = "npm config set registry https://registry.npmmirror.com";

  it("a command says so, and what can be done about it", () => {
    const { code, lines } = start([], { env: env() });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^Installing the dependencies with pnpm@\S+ …$/);
    expect(lines.at(-2)).toBe("Could not install the dependencies.");
    expect(lines.at(-1)).toBe(`The npm registry is out of reach (ECONNREFUSED): check the network and the proxy, or take a mirror: ${ADVICE}`);
  });

  it("it says so in Chinese and in English where Chinese is asked for", () => {
    const { code, lines } = start(["--lang=zh"], { env: env() });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^正在用 pnpm@\S+ 安装依赖…$/);
    expect(lines.slice(-4)).toEqual([
      "无法安装依赖。",
      `连不上 npm 的 registry（ECONNREFUSED）：请检查网络和代理，或者改用镜像：${ADVICE}`,
      "Could not install the dependencies.",
      expect.stringMatching(/^The npm registry is out of reach \(ECONNREFUSED\)/),
    ]);
  });
});

it("an install that fails for another reason is not blamed on the registry", () => {
  const folder = join(clone, "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "npx"), "#!/bin/sh\necho no space left; exit 1\n", { mode: 0o755 });
  const { code, lines } = start([], { env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } });
  expect([code, lines.slice(1)]).toEqual([1, ["no space left", "", "Could not install the dependencies."]]);
});

it.each([
  [["--lang", "zh"], {}],
  [["--lang=zh", "--lang", "fr"], {}],
  [["--lang"], { LANG: "zh_CN.UTF-8" }],
  [["--", "--lang", "zh"], {}],
  [[], { LC_ALL: "", LC_MESSAGES: "zh_TW", LANG: "C" }],
  [[], { LC_ALL: "C.UTF-8", LANG: "zh_CN.UTF-8" }],
])("what is said before anything is built is in the language of what follows: %j %j", (argv, env) => {
  expect(spoken(argv, env)).toBe(languageIn(argv, env));
});
