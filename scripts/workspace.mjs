import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/**
 * The part of a package.json that the scripts read.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} [version]
 * @property {boolean} [private]
 * @property {string} [license]
 * @property {{ type: string, url: string, directory?: string }} [repository]
 * @property {{ node: string }} [engines]
 * @property {string} [packageManager]
 * @property {Record<string, string | Record<string, string>>} [exports]
 * @property {Record<string, unknown>} [imports]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @typedef {object} Member
 * @property {string} folder its absolute path
 * @property {Manifest} manifest
 */

/**
 * @param {string} folder
 * @returns {Promise<Manifest>}
 */
export async function readManifest(folder) {
  return /** @type {Manifest} */ (JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
}

/**
 * The packages of the workspace, published ones first.
 *
 * @returns {Promise<Member[]>}
 */
export async function members() {
  const published = (await readdir(join(root, "packages"))).sort().map((name) => join(root, "packages", name));
  const folders = [...published, ...["bench", "examples", "test"].map((name) => join(root, name))];
  const present = folders.filter((folder) => existsSync(join(folder, "package.json")));
  return Promise.all(present.map(async (folder) => ({ folder, manifest: await readManifest(folder) })));
}

/**
 * @typedef {object} Outcome
 * @property {number} code
 * @property {string} output what it printed, empty with `show`
 */

/**
 * Runs a program of `node_modules/.bin`, or one of the system, in the repository's folder.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ show?: boolean, cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined }} [options] `show`:
 * print its output as it comes; `signal`: what kills it, with all that it started
 * @returns {Promise<Outcome>}
 */
export function run(program, args, { show = false, cwd = root, env = process.env, signal } = {}) {
  const local = join(root, "node_modules/.bin", program);
  return new Promise((resolve, reject) => {
    const child = spawn(existsSync(local) ? local : program, args, {
      cwd,
      env,
      detached: signal !== undefined,
      stdio: show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // None of the group is left.
      }
    };
    signal?.addEventListener("abort", kill);
    /** @type {Buffer[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", kill);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString().trim() });
    });
  });
}
