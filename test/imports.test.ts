import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import config from "../.dependency-cruiser.mjs";

const packages = fileURLToPath(new URL("../packages", import.meta.url));
const forbidden = config.forbidden ?? [];
type Files = Readonly<Record<string, string>>;

let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A workspace with the real packages' exports, and nothing behind them. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "imports-")));
  write("package.json", JSON.stringify({ name: "fixture", devDependencies: { "fast-check": "*" } }));
  write("node_modules/fast-check/package.json", JSON.stringify({ name: "fast-check", main: "index.js" }));
  write("node_modules/fast-check/index.js", "");
  mkdirSync(join(root, "node_modules/@luat"));
  for (const name of readdirSync(packages)) {
    write(`packages/${name}/src/index.ts`, "export {};");
    cpSync(join(packages, name, "package.json"), join(root, "packages", name, "package.json"));
    symlinkSync(join(root, "packages", name), join(root, "node_modules/@luat", name));
    const { exports } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as {
      exports: Record<string, { "luat-source": string }>;
    };
    for (const { "luat-source": source } of Object.values(exports)) write(join("packages", name, source), "export {};");
  }
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The names of the rules that one file with one import breaks. `targets` are files that it needs. */
async function broken(file: string, statement: string, targets: Files = {}): Promise<string[]> {
  for (const [target, text] of Object.entries({ ...targets, [file]: statement })) write(target, text);
  const { enhancedResolveOptions, ...options } = config.options ?? {};
  const { output } = await cruise(
    readdirSync(root).filter((name) => name === "packages" || name === "bench"),
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    enhancedResolveOptions,
  );
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

/** For each rule: a file, what it imports, and the files that must be there for it. */
const violations: Array<[rule: string, file: string, statement: string, targets?: Files]> = [
  ["contract", "packages/contract/src/clock.ts", 'import "@luat/corelib";'],
  ["contract", "packages/contract/test/clock.test.ts", 'import { MockNet } from "@luat/adapters/mock";'],
  ["contract", "packages/contract/src/clock.ts", 'import type { Log } from "@luat/corelib";'],
  ["corelib", "packages/corelib/src/sys/tasks.ts", 'import type { Socket } from "@luat/socket";'],
  ["certs", "packages/adapters/src/certs/pem.ts", 'import "../wire/index.js";', { "packages/adapters/src/wire/index.ts": "" }],
  ["leaf-rooms", "packages/adapters/src/wire/frames.ts", 'import "../certs/index.js";', { "packages/adapters/src/certs/index.ts": "" }],
  ["cards", "packages/adapters/src/node/card.ts", 'import "../mock/index.js";'],
  ["cards", "packages/adapters/src/mock/card.ts", 'import type { T } from "../node/index.js";'],
  ["cards", "packages/adapters/src/gateway/card.ts", 'import "../websocket/index.js";', { "packages/adapters/src/websocket/index.ts": "" }],
  ["socket-core", "packages/socket/src/core/machine.ts", 'import type { S } from "../runtime/index.js";'],
  ["socket-core", "packages/socket/src/core/machine.ts", 'import "@luat/corelib";'],
  ["socket-core-types", "packages/socket/src/core/machine.ts", 'import { FULL } from "@luat/contract"; export const x = FULL;'],
  ["socket-ids", "packages/socket/src/ids.ts", 'import "./core/machine.js";', { "packages/socket/src/core/machine.ts": "" }],
  ["socket-runtime", "packages/socket/src/runtime/dial.ts", 'import "../faithful/index.js";', { "packages/socket/src/faithful/index.ts": "" }],
  ["socket-runtime", "packages/socket/src/runtime/dial.ts", 'import type { Log } from "@luat/corelib";'],
  ["socket-faces", "packages/socket/src/faithful/table.ts", 'import "../core/machine.js";', { "packages/socket/src/core/machine.ts": "" }],
  ["socket-faces", "packages/socket/src/sntp/client.ts", 'import "../faithful/table.js";', { "packages/socket/src/faithful/table.ts": "" }],
  ["socket-default-card", "packages/socket/src/faithful/table.ts", 'import "@luat/adapters/node";'],
  ["socket", "packages/socket/src/default-card.node.ts", 'import "@luat/adapters/mock";'],
  ["socket", "packages/socket/src/index.ts", 'import type { Connection } from "@luat/libnet";'],
  ["libnet", "packages/libnet/src/device.ts", 'import "@luat/adapters/node";'],
  ["libnet", "packages/libnet/src/device.ts", 'import "fast-check";'],
  ["air-and-cli", "packages/cli/src/main.ts", 'import "../../socket/src/core/machine.js";', { "packages/socket/src/core/machine.ts": "" }],
  ["public-entries", "packages/libnet/src/device.ts", 'import "../../socket/src/ids.js";', { "packages/socket/src/ids.ts": "" }],
  ["public-entries", "packages/libnet/test/device.test.ts", 'import "../../socket/src/ids.js";', { "packages/socket/src/ids.ts": "" }],
  ["public-entries-outside", "bench/src/run.mjs", 'import "../../packages/socket/src/ids.js";', { "packages/socket/src/ids.ts": "" }],
  ["by-package-name", "packages/libnet/src/device.ts", 'import "../../socket/src/index.js";'],
  ["sources-import-no-tests", "packages/corelib/src/sys.ts", 'import "../test/world.js";', { "packages/corelib/test/world.ts": "" }],
  ["node-only-where-node-is", "packages/corelib/src/sys.ts", 'import { readFileSync } from "node:fs"; readFileSync("x");'],
  ["node-only-where-node-is", "packages/libnet/src/streams/web-streams.ts", 'import type { Duplex } from "node:stream";'],
  ["node-only-where-node-is", "packages/adapters/src/mock/net.ts", 'import type { Socket } from "node:net";'],
  ["declared", "packages/corelib/src/sys.ts", 'import "fast-check";'],
  [
    "node-dtls",
    "packages/adapters/src/node/card.ts",
    'import "node-dtls-client/x.js";',
    { "node_modules/node-dtls-client/package.json": '{ "name": "node-dtls-client" }', "node_modules/node-dtls-client/x.js": "" },
  ],
  [
    "websockets",
    "packages/adapters/src/mock/card.ts",
    'import "ws";',
    { "node_modules/ws/package.json": '{ "name": "ws", "main": "x.js" }', "node_modules/ws/x.js": "" },
  ],
  ["resolvable", "packages/corelib/src/sys.ts", 'import "./nowhere.js";'],
  ["resolvable", "packages/corelib/test/sys.test.ts", 'import "@luat/corelib/sys";'],
  ["no-circles", "packages/corelib/src/sys.ts", 'import type { Log } from "./log.js";', { "packages/corelib/src/log.ts": 'import type { Sys } from "./sys.js";' }],
  ["no-circles", "packages/corelib/test/a.ts", 'import "./b.js";', { "packages/corelib/test/b.ts": 'import "./a.js";' }],
];

const allowed: Array<[file: string, statement: string, targets?: Files]> = [
  ["packages/contract/test/clock.test.ts", 'import "fast-check"; import "../src/index.js"; import "node:fs";'],
  ["packages/corelib/src/sys/tasks.ts", 'import { systemClock } from "@luat/contract"; systemClock.now();'],
  ["packages/adapters/src/node/card.ts", 'import "node:net"; import "@luat/contract"; import "../certs/index.js";', { "packages/adapters/src/certs/index.ts": "" }],
  ["packages/socket/src/core/machine.ts", 'import type { Fault } from "@luat/contract"; import "../ids.js";', { "packages/socket/src/ids.ts": "" }],
  ["packages/socket/src/core/machine.ts", 'import { type Fault } from "@luat/contract"; export type F = Fault;'],
  ["packages/socket/src/faithful/table.ts", 'import "../ids.js"; import "../runtime/index.js"; import "@luat/corelib"; import "@luat/contract";', { "packages/socket/src/ids.ts": "" }],
  ["packages/socket/src/default-card.node.ts", 'import "@luat/adapters/node";'],
  ["packages/libnet/src/device.ts", 'import "@luat/socket/runtime"; import "@luat/socket"; import "@luat/corelib";'],
  ["packages/libnet/test/device.test.ts", 'import "@luat/adapters/mock";'],
  ["packages/libnet/src/diagnostics/channel.node.ts", 'import "node:diagnostics_channel";'],
  ["packages/cli/src/main.ts", 'import "node:fs"; import "@luat/libnet"; import "@luat/adapters/node";'],
  ["bench/src/run.mjs", 'import "@luat/libnet"; import "node:fs";'],
];

describe("the import table", () => {
  it.each(violations)("%s forbids it: %s: %s", async (rule, file, statement, targets) => {
    expect(await broken(file, statement, targets)).toContain(rule);
  });

  it.each(allowed)("%s may: %s", async (file, statement, targets) => {
    expect(await broken(file, statement, targets)).toEqual([]);
  });

  it("has no rule without a violation above", () => {
    expect(new Set(violations.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
  });
});
