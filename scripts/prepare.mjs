import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, root, run } from "./workspace.mjs";

/** @import { Outcome } from "./workspace.mjs" */

/** Work that takes longer than this says what it is doing. */
const PATIENCE = 1000;

/** Installs the dependencies unless what is installed is what the lockfile says. */
export async function install() {
  // pnpm writes this copy as the last step of an install.
  const [wanted, installed] = await Promise.all([text("pnpm-lock.yaml"), text("node_modules/.pnpm/lock.yaml")]);
  if (wanted === installed) return;
  const { packageManager = "pnpm" } = await readManifest(root);
  console.error(`Installing the dependencies with ${packageManager} …`);
  await must("install the dependencies", run("npx", ["--yes", packageManager, "install", "--frozen-lockfile"]));
}

/** Compiles what has changed, and makes the files of it that are published. */
export async function build() {
  const timer = setTimeout(() => {
    console.error("Building …");
  }, PATIENCE);
  await must("build", run("tsc", ["-b"]).finally(() => {
    clearTimeout(timer);
  }));
  // Only there once the dependencies are.
  const { bundle } = await import("./bundle.mjs");
  await bundle();
}

/** @param {string} file */
async function text(file) {
  return readFile(join(root, file), "utf8").catch(() => undefined);
}

/**
 * Ends the process when the work failed: nothing that follows would work.
 *
 * @param {string} what
 * @param {Promise<Outcome>} work
 */
async function must(what, work) {
  const { code, output } = await work;
  if (code === 0) return;
  console.error(`${output}\n\nCould not ${what}.`);
  process.exit(1);
}
