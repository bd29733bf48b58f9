import { install } from "./prepare.mjs";

const NAMES = /** @type {const} */ (["types", "lint", "imports", "graph", "api", "unused", "packages", "nodes", "release", "runners", "docs", "site", "ports", "words", "browser"]);

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
/** @type {string[]} */
const failed = [];
// These look at what the compiler made.
if (["api", "packages", "nodes", "release", "runners"].some((name) => names.includes(name))) names.push("types");
const chosen = NAMES.filter((name) => names.length === 0 || names.includes(name));
for (const name of chosen) {
  const begin = performance.now();
  /** @type {{ title: string, check(settings: typeof options): Promise<string[]> }} */
  const { title, check } = await import(`./checks/${name}.mjs`);
  const findings = await check(options);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"}  ${name.padEnd(8)}  ${title} (${seconds} s)`);
  if (findings.length === 0) continue;
  failed.push(name);
  console.log(`\n${findings.join("\n\n").replace(/^(?=.)/gm, "    ")}\n`);
}
console.log(failed.length === 0 ? "\nAll checks are fine." : `\nNot fine: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
