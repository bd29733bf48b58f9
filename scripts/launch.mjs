// Runs a command of the repository: node scripts/launch.mjs start …
// Its syntax is that of old versions of Node.js, so that these say what is wrong, and not something about a token.
import { readFileSync } from "node:fs";
import { complain } from "./prepare-texts.mjs";

/** @type {{ engines: { node: string } }} */
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const needed = engines.node.replace(">=", "");
const found = process.versions.node;

/** The numbers of a version that matter. @param {string} version */
function numbersOf(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return { major, minor };
}

/** @param {string} version @param {string} other */
function isBefore(version, other) {
  const [one, two] = [numbersOf(version), numbersOf(other)];
  return one.major < two.major || (one.major === two.major && one.minor < two.minor);
}

if (isBefore(found, needed)) {
  complain((texts) => texts.oldNode(found, needed));
  process.exitCode = 1;
} else {
  const [name] = process.argv.splice(2, 1);
  void import(`./${name}.mjs`);
}
