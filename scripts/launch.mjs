// Runs a command of the repository: node scripts/launch.mjs start …
// Its syntax is that of old versions of Node.js, so that these say what is wrong, and not something about a token.
import { readFileSync } from "node:fs";
import { complain } from "./prepare-texts.mjs";

/** @type {{ engines: { node: string } }} */
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const found = process.versions.node;

/**
 * Whether a version is in one of the ranges, such as `^20.19 || >=24`.
 *
 * @param {string} version
 * @param {readonly string[]} ranges
 */
function isIn(version, ranges) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return ranges.some((range) => {
    const [, sign, ...least] = /^(\^|>=)(\d+)(?:\.(\d+))?$/.exec(range) || [];
    const [leastMajor = Infinity, leastMinor = 0] = least.map((part) => Number(part || 0));
    return major === leastMajor ? minor >= leastMinor : sign === ">=" && major > leastMajor;
  });
}

const ranges = engines.node.split(" || ");
if (isIn(found, ranges)) {
  const [name] = process.argv.splice(2, 1);
  void import(`./${name}.mjs`);
} else {
  complain((texts) => texts.wrongNode(found, ranges.map((range) => range.replace(/[^\d.]/g, ""))));
  process.exitCode = 1;
}
