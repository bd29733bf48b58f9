import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { install } from "./prepare.mjs";
import { root } from "./workspace.mjs";

/** @import { Tally } from "./tally-reporter.mjs" */

await install();

const args = process.argv.slice(2);
const reporters = args.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"];
const vitest = fork(
  join(root, "node_modules/vitest/vitest.mjs"),
  ["run", ...reporters, `--reporter=${join(root, "scripts/tally-reporter.mjs")}`, ...args],
  { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] },
);
/** @type {Tally} */
let tally = { passed: 0, failed: 0, skipped: 0 };
vitest.on("message", (message) => {
  tally = /** @type {Tally} */ (message);
});
const [code] = /** @type {[number | null]} */ (await once(vitest, "close"));

const { passed, skipped } = tally;
let { failed } = tally;
// Whatever vitest holds against the run counts, and a run without a single test is no success.
if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
