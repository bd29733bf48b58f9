import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { complain, tell } from "./prepare-texts.mjs";
import { readManifest, root, run } from "./workspace.mjs";

/** @import { Texts } from "./prepare-texts.mjs" */
/** @import { Outcome } from "./workspace.mjs" */

/** Work that takes longer than this says what it is doing. */
const PATIENCE = 1000;
/** An install that takes longer than this may be waiting for a registry that does not answer, which npm tries for minutes. */
const LONG = 20_000;
/** What package managers say when there is no way to a registry. */
const NO_REGISTRY = /\b(E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)|ERR_SOCKET_TIMEOUT|UND_ERR_\w*TIMEOUT|ERR_PNPM_META_FETCH_FAIL)\b/;

/** Installs the dependencies unless what is installed is what the lockfile says. */
export async function install() {
  // pnpm writes this copy as the last step of an install.
  const [wanted, installed] = await Promise.all([text("pnpm-lock.yaml"), text("node_modules/.pnpm/lock.yaml")]);
  if (wanted === installed) return;
  const { packageManager = "pnpm" } = await readManifest(root);
  tell((texts) => texts.installing(packageManager));
  // Also where npm itself was told to be silent: what it says of a failure is looked at.
  const work = run("npx", ["--yes", "--loglevel=error", packageManager, "install", "--frozen-lockfile"]);
  await must(saidIfLonger(LONG, (texts) => texts.slow, work), (texts, output) => {
    const [code] = NO_REGISTRY.exec(output) ?? [];
    return code === undefined ? texts.notInstalled : `${texts.notInstalled}\n${texts.noRegistry(code)}`;
  });
}

/** Compiles what has changed, and makes the files of it that are published. */
export async function build() {
  await must(saidIfLonger(PATIENCE, (texts) => texts.building, run("tsc", ["-b"])), (texts) => texts.notBuilt);
  // Only there once the dependencies are.
  const { bundle } = await import("./bundle.mjs");
  await bundle();
}

/** @param {string} file */
async function text(file) {
  return readFile(join(root, file), "utf8").catch(() => undefined);
}

/**
 * Says something if the work takes longer than that, in milliseconds.
 *
 * @param {number} patience
 * @param {(texts: Texts) => string} say
 * @param {Promise<Outcome>} work
 */
function saidIfLonger(patience, say, work) {
  const timer = setTimeout(() => {
    tell(say);
  }, patience);
  return work.finally(() => {
    clearTimeout(timer);
  });
}

/**
 * Ends the process when the work failed: nothing that follows would work.
 *
 * @param {Promise<Outcome>} work
 * @param {(texts: Texts, output: string) => string} say what has failed, and what can be done about it
 */
async function must(work, say) {
  const { code, output } = await work;
  if (code === 0) return;
  console.error(`${output}\n`);
  complain((texts) => say(texts, output));
  process.exit(1);
}
