import { fork, spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { onOneCore } from "./one-core.mjs";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {import("./meter.mjs").Pace} Pace */
/** @typedef {import("./meter.mjs").Sample} Sample */
/** @typedef {import("./server.mjs").ServerSettings} ServerSettings */

const SERVER = fileURLToPath(new URL("server.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));
/** How long a client may take beyond its pace: it starts, connects, perhaps thousands of times, and finishes its last stride. */
const GRACE = 60_000;
const STDERR_KEPT = 4000;

/** @type {Set<ChildProcess>} */
const living = new Set();

/**
 * @param {ChildProcess} child
 * @returns {ChildProcess}
 */
function keep(child) {
  living.add(child);
  child.once("exit", () => living.delete(child));
  return child;
}

/** Ends every process that is still running, at once. */
export function killAll() {
  for (const child of living) child.kill("SIGKILL");
}

/**
 * Starts a server in its own process.
 *
 * @param {ServerSettings} settings
 * @param {boolean} oneCore on the core that is shared with the client
 * @returns {Promise<{ port: number, stop: () => Promise<number> }>} `stop` tells which share of the time it was busy
 */
export async function startServer(settings, oneCore) {
  const [execPath = "", ...execArgv] = [...(oneCore ? onOneCore() : []), process.execPath];
  const child = keep(fork(SERVER, [JSON.stringify(settings)], { execPath, execArgv }));
  const answer = () =>
    new Promise((/** @type {(answer: number) => void} */ resolve, reject) => {
      child.once("message", (number) => resolve(Number(number)));
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`The server ended with ${code ?? signal}`)));
    });
  const port = await answer();
  const stop = () => {
    const busy = answer();
    child.send("stop");
    return busy;
  };
  return { port, stop };
}

/**
 * Runs one variant in a fresh process.
 *
 * @param {string} row
 * @param {string} variant
 * @param {{ port: number, quick: boolean, pace: Pace }} settings
 * @param {boolean} oneCore on the core that is shared with the server
 * @returns {Promise<Sample>} rejects, with what the process wrote to stderr, when it crashed or hung
 */
export function runVariant(row, variant, settings, oneCore) {
  const [command = "", ...args] = [...(oneCore ? onOneCore() : []), process.execPath, WORKER, row, variant, JSON.stringify(settings)];
  const child = keep(spawn(command, args, { stdio: ["ignore", "ignore", "pipe", "pipe"] }));
  let sample = "";
  let stderr = "";
  child.stdio[3]?.on("data", (bytes) => (sample += bytes));
  child.stderr?.on("data", (bytes) => (stderr = (stderr + bytes).slice(-STDERR_KEPT)));
  const limit = settings.pace.warmup + settings.pace.measure + GRACE;
  const timer = setTimeout(() => {
    stderr += `\nno result within ${limit} ms`;
    child.kill("SIGKILL");
  }, limit);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && sample !== "") resolve(JSON.parse(sample));
      else reject(new Error(`"${variant}" of row ${row} ended with ${code ?? signal}: ${stderr.trim()}`));
    });
  });
}
