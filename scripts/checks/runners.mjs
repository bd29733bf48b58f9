import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { guideFiles } from "../guide-files.mjs";
import { overridesOf, pack } from "../pack.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { readManifest, root, run } from "../workspace.mjs";

/** @import { Outcome } from "../workspace.mjs" */

export const title = "users can test with what is packed, under vitest, node:test and jest";

const PROJECT = join(root, "examples/protocol-tests");
const GUIDE = join(root, "docs/start.md");
const RUNNERS = ["vitest", "node-test", "jest"];
const LIMIT = 120_000;

/** What makes the client forget the part of a frame that came first. */
const FLAW = { file: "src/frames.ts", right: "this.#rest = all.slice(start);", wrong: "this.#rest = new Uint8Array(0);" };

/** Takes the packed packages into a project outside of this workspace, and looks at what its tests say of a good and of a bad client. */
export async function check() {
  return inTempFolder("runners-", async (temp, interrupted) => {
    tell("packing");
    const { tarballs, findings } = await pack(join(temp, "packed"), interrupted);
    if (findings.length > 0) return findings;
    const project = join(temp, "project");
    // What the runners leave behind when they are killed goes with the folder.
    const env = { ...process.env, TMPDIR: join(temp, "tmp") };
    await mkdir(env.TMPDIR);
    const here = async (/** @type {string} */ program, /** @type {string[]} */ ...args) => {
      const limit = AbortSignal.timeout(LIMIT);
      const { code, output } = await run(program, args, { cwd: project, env, signal: AbortSignal.any([interrupted, limit]) });
      return { code, output: limit.aborted ? `${output}\n\nIt was killed after ${LIMIT / 1_000} s.` : output };
    };
    const script = (/** @type {string} */ name, /** @type {string[]} */ ...args) => here("npm", "run", "--silent", name, ...args);

    await cp(PROJECT, project, { recursive: true, filter: (path) => !["node_modules", "dist"].includes(basename(path)) });
    await writeFile(join(project, "pnpm-workspace.yaml"), overridesOf(tarballs));
    tell("installing");
    const { packageManager = "pnpm" } = await readManifest(root);
    const installed = await here("npx", "--yes", packageManager, "install", "--prefer-offline", "--no-frozen-lockfile");
    if (installed.code !== 0) return [installed.output];

    tell("compiling");
    const built = await script("build");
    if (built.code !== 0) return [built.output];
    tell("testing");
    const good = await Promise.all(["types", ...RUNNERS].map(async (name) => mustPass(name, await script(name))));
    const unhandled = await Promise.all(RUNNERS.map(async (name) => mustFail(`failing:${name}`, await script(`failing:${name}`))));

    tell("following the guide to the start");
    const followed = await follow(join(project, "start"), here);

    tell("testing a broken client");
    await writeFile(join(project, FLAW.file), broken(await readFile(join(project, FLAW.file), "utf8"), FLAW));
    const rebuilt = await script("build", "--", "--noCheck");
    if (rebuilt.code !== 0) return [rebuilt.output];
    const bad = await Promise.all(RUNNERS.map(async (name) => mustFail(name, await script(name))));
    return [good, unhandled, followed, bad].flat(2);
  });
}

/**
 * Does what the guide says in a folder of the project: writes its files, compiles them, runs the first program and the tests.
 *
 * @param {string} folder
 * @param {(program: string, ...args: string[]) => Promise<Outcome>} here runs something in the project
 * @returns {Promise<string[]>}
 */
async function follow(folder, here) {
  await mkdir(folder);
  const files = guideFiles(await readFile(GUIDE, "utf8"));
  for (const [name, code] of files) await writeFile(join(folder, name), code);
  const compiled = await here("npx", "tsc", "-p", "start", "--noEmit", "false", "--outDir", "start/dist");
  const ran = await here("node", "start/dist/first.js");
  const tested = await here("npx", "vitest", "run", "--dir", "start");
  return [
    ...(compiled.code === 0 ? [] : [`the files of ${GUIDE} do not compile:\n${compiled.output}`]),
    ...(ran.code === 0 && ran.output === "hello" ? [] : [`first.ts of ${GUIDE} should print hello:\n${ran.output}`]),
    ...(tested.code === 0 ? [] : [`the tests of ${GUIDE} failed:\n${tested.output}`]),
  ];
}

/** It takes a while. @param {string} what */
function tell(what) {
  console.error(`runners: ${what} …`);
}

/**
 * @param {string} text
 * @param {{ right: string, wrong: string }} flaw
 */
export function broken(text, { right, wrong }) {
  if (text.split(right).length !== 2) throw new Error(`expected \`${right}\` once in what is to be broken`);
  return text.replace(right, wrong);
}

/**
 * @param {string} name
 * @param {Outcome} outcome
 * @returns {string[]}
 */
export function mustPass(name, { code, output }) {
  return code === 0 ? [] : [`npm run ${name} failed, in examples/protocol-tests outside of the workspace:\n${output}`];
}

/**
 * It has to fail because of a script of a peer, not of anything else.
 *
 * @param {string} name
 * @param {Outcome} outcome
 * @returns {string[]}
 */
export function mustFail(name, { code, output }) {
  return code !== 0 && output.includes("PeerError") ? [] : [`npm run ${name} should have failed with a PeerError:\n${output}`];
}
