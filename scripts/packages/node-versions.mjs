import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, root, run } from "../workspace.mjs";

/** Besides the oldest that the packages promise: the newest of each even line after it, and of the newest odd one. */
export const NEWER = /** @type {const} */ (["22.23.3", "24.21.0", "25.9.0", "26.10.0"]);

/**
 * The oldest version of Node.js that a package promises to run on.
 *
 * @param {string} range `>=20.10`
 */
export function oldestOf(range) {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(range) ?? [];
  if (major === undefined) throw new Error(`engines.node is ${range}; expected one such as >=20.10`);
  return `${major}.${minor}.0`;
}

/**
 * Fetches versions of Node.js from the npm registry, which has their binaries.
 *
 * @param {string} folder for them
 * @param {readonly string[]} versions
 * @param {AbortSignal} [signal] ends it
 * @returns {Promise<{ programs: Map<string, string>, findings: string[] }>} paths by version, and why there are none
 */
export async function fetchNodes(folder, versions, signal) {
  const { packageManager = "pnpm" } = await readManifest(root);
  const binaries = `node-${process.platform}-${process.arch}`;
  const dependencies = Object.fromEntries(versions.map((version) => [`node-${version}`, `npm:${binaries}@${version}`]));
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(folder, "pnpm-workspace.yaml"), "packages: []\nminimumReleaseAge: 0\n");
  const { code, output } = await run("npx", ["--yes", packageManager, "install", "--prefer-offline", "--ignore-scripts"], { cwd: folder, signal });
  if (code !== 0) return { programs: new Map(), findings: [`Node.js ${versions.join(", ")} cannot be fetched as ${binaries}, so nothing is known of them:\n${output}`] };
  return { programs: new Map(versions.map((version) => [version, join(folder, "node_modules", `node-${version}`, "bin/node")])), findings: [] };
}
