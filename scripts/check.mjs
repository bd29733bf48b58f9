import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { inLanes } from "./lanes.mjs";
import { install } from "./prepare.mjs";
import { root } from "./workspace.mjs";

/** @import { Verdict } from "./run-check.mjs" */

/** What the compiler makes, and those who look at it. */
const COMPILED = /** @type {const} */ (["types", "api", "packages", "nodes", "release", "runners"]);
/** Two lanes of about one length, as there are two processors at least. */
const LANES = [COMPILED, /** @type {const} */ (["lint", "imports", "graph", "unused", "docs", "site", "ports", "words", "browser"])];
const NAMES = LANES.flat();

const USAGE = `npm run check -- [names] [--fix] [--update]

  names     which checks to run; all of them by default: ${NAMES.join(", ")}
  --fix     let eslint mend what it can
  --update  write the API reports anew`;

const args = process.argv.slice(2);
const options = { fix: args.includes("--fix"), update: args.includes("--update") };
const names = args.filter((arg) => arg !== "--fix" && arg !== "--update");
if (names.some((name) => !NAMES.some((known) => known === name))) {
  console.error(USAGE);
  process.exit(2);
}

await install();
if (COMPILED.some((name) => names.includes(name))) names.push("types");
const chosen = LANES.map((lane) => lane.filter((name) => names.length === 0 || names.includes(name)));
/** @type {string[]} */
const failed = [];
// What eslint mends should not change while others read it.
for (const [name, result] of inLanes(options.fix ? [chosen.flat()] : chosen, checked)) {
  const { title, findings, seconds } = await result;
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"}  ${name.padEnd(8)}  ${title} (${seconds} s)`);
  if (findings.length === 0) continue;
  failed.push(name);
  console.log(`\n${findings.join("\n\n").replace(/^(?=.)/gm, "    ")}\n`);
}
console.log(failed.length === 0 ? "\nAll checks are fine." : `\nNot fine: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * Checks in another process: some keep theirs busy for seconds.
 *
 * @param {string} name
 * @returns {Promise<Verdict & { seconds: string }>}
 */
async function checked(name) {
  const begin = performance.now();
  const child = fork(join(root, "scripts/run-check.mjs"), [name, JSON.stringify(options)], { cwd: root });
  /** @type {Verdict | undefined} */
  let verdict;
  child.once("message", (message) => {
    verdict = /** @type {Verdict} */ (message);
  });
  const [code, signal] = await once(child, "close");
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { ...(verdict ?? { title: "no answer", findings: [`It ended with ${signal ?? code}, see above.`] }), seconds };
}
