import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pack } from "../pack.mjs";
import { entriesOf } from "../packages/entries.mjs";
import { fetchNodes, NEWER, oldestOf } from "../packages/node-versions.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { members, root, run } from "../workspace.mjs";

export const title = "what would be published runs on every Node.js that it promises";

const LIMIT = 60_000;

/** Installs all packed packages as a user does, and runs programs with them on the oldest Node.js that they promise, and on newer ones. */
export async function check() {
  return inTempFolder("nodes-", async (temp, interrupted) => {
    const { tarballs, findings } = await pack(join(temp, "packed"), interrupted);
    if (findings.length > 0) return findings;
    const manifests = (await members()).map(({ manifest }) => manifest).filter(({ name }) => tarballs.has(name));
    const oldest = new Set(manifests.map(({ engines }) => oldestOf(engines?.node ?? "")));
    const project = join(temp, "project");
    const [installed, fetched] = await Promise.all([
      install(project, [...tarballs.values()], interrupted),
      fetchNodes(join(temp, "nodes"), [...oldest, ...NEWER], interrupted),
    ]);
    if (installed.length > 0) return installed;
    const programs = new Map([[process.versions.node, process.execPath], ...fetched.programs]);
    const entries = manifests.flatMap(entriesOf).map(({ name }) => name);
    const failed = [];
    for (const [version, node] of programs) failed.push(...(await runAll(project, { version, node, entries, interrupted })));
    // Without the registry the check is as good as it can be, but a release is not.
    if (process.env["CI"] !== undefined) return [...fetched.findings, ...failed];
    for (const finding of fetched.findings) console.error(`nodes: ${finding}\nnodes: looked at Node.js ${process.versions.node} alone`);
    return failed;
  });
}

/**
 * Does what the README says, with npm, in an empty folder.
 *
 * @param {string} project
 * @param {readonly string[]} tarballs
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
async function install(project, tarballs, signal) {
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const { code, output } = await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs, "ws"], { cwd: project, signal });
  await cp(join(root, "test/programs"), project, { recursive: true });
  return code === 0 ? [] : [`npm cannot install the packages in an empty folder:\n${output}`];
}

/**
 * @typedef {object} Host
 * @property {string} version of Node.js
 * @property {string} node its program
 * @property {readonly string[]} entries
 * @property {AbortSignal} interrupted
 */

/**
 * @param {string} project
 * @param {Host} host
 * @returns {Promise<string[]>} what went wrong
 */
async function runAll(project, { version, node, entries, interrupted }) {
  const programs = /** @type {const} */ ([
    [["--version"], `v${version}`],
    [["quiet-imports.mjs", ...entries], ""],
    [["commonjs.cjs", ...entries], requires(version) ? "import, require" : "import"],
    [["loopback.mjs"], "ok"],
    [["--test", "mock.mjs"], "pass 1"],
    [["--enable-source-maps", "stack.mjs"], "/libnet/src/expect.ts:"],
    [["node_modules/@luat/cli/bundle/bin.js", "--help"], "luat connect"],
  ]);
  const outcomes = await Promise.all(programs.map(async ([args, expected]) => {
    const { code, output } = await run(node, args, { cwd: project, signal: AbortSignal.any([interrupted, AbortSignal.timeout(LIMIT)]) });
    const isGood = code === 0 && (expected === "" ? output === "" : output.includes(expected));
    return isGood ? [] : [`node ${args[0]} ${args[1] ?? ""} of Node.js ${version} should have printed "${expected}":\n${output}`];
  }));
  return outcomes.flat();
}

/** Whether `require` takes modules without being asked to. @param {string} version */
function requires(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}
