import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { CHROMIUM } from "./chromium.js";

const workspace = resolve(import.meta.dirname, "../..");

/** Both faces and what is built on them, on networks in memory. */
const FOLDERS = ["corelib/test/sys", "socket/test/faithful", "libnet/test/connection", "libnet/test/faithful", "libnet/test/frames", "libnet/test/long-connection", "libnet/test/requests", "libnet/test/servers"];
/** Slow where keys are not made by the system's own code, or of no more use here than on Node.js. */
const LEFT_OUT = /(random|property|soak|storm|tell-later|tls-psk)\.test\.ts$/;

const IMPORT = /^(?:import|export) (?!type\b)[^"]*"([^"]+)";$/gm;
const NODE_MODULE = /^(node:|@luat\/adapters\/node$)/;
const NODE_GLOBAL = /\b(Buffer|process|setImmediate)\b[.(]/;
const known = new Map<string, boolean>();

/** Whether a file, or what it imports of the tests, needs Node.js. */
function needsNode(file: string): boolean {
  const before = known.get(file);
  if (before !== undefined) return before;
  known.set(file, false);
  const text = readFileSync(file, "utf8");
  const needs =
    NODE_GLOBAL.test(text) ||
    [...text.matchAll(IMPORT)].some(([, name = ""]) => NODE_MODULE.test(name) || (name.startsWith(".") && needsNode(resolve(dirname(file), name.replace(/\.js$/, ".ts")))));
  known.set(file, needs);
  return needs;
}

const tests = FOLDERS.flatMap((name) => {
  const folder = join(workspace, "packages", name);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts") && !LEFT_OUT.test(file));
  return files.map((file) => join(folder, file)).filter((file) => !needsNode(file));
});

// What runs anywhere is tried in a real browser, too.
export default defineConfig({
  root: resolve(workspace, "test"),
  resolve: { conditions: ["luat-source", "browser"] },
  optimizeDeps: { noDiscovery: true, include: ["@luat/libnet > eventemitter3", "@luat/adapters > node-forge"] },
  test: {
    include: tests,
    isolate: false,
    testTimeout: 30_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: CHROMIUM }),
      instances: [{ browser: "chromium" }],
    },
  },
});
