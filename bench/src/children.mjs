import { fork, spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {import("./meter.mjs").Sample} Sample */
/** @typedef {import("./server.mjs").ServerSettings} ServerSettings */

const SERVER = fileURLToPath(new URL("server.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));
/** How long a client may take beyond its pace: it starts, connects and finishes its last stride. */
const GRACE = 30_000;
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
 * @returns {Promise<{ port: number, stop: () => void }>}
 */
export function startServer(settings) {
  const child = keep(fork(SERVER, [JSON.stringify(settings)]));
  return new Promise((resolve, reject) => {
    child.once("message", (port) => resolve({ port: Number(port), stop: () => void child.kill("SIGKILL") }));
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`The server ended with ${code ?? signal}`)));
  });
}

/**
 * Runs one variant in a fresh process.
 *
 * @param {string} row
 * @param {string} variant
 * @param {{ port: number, quick: boolean, pace: { warmup: number, measure: number } }} settings
 * @returns {Promise<Sample>} rejects, with what the process wrote to stderr, when it crashed or hung
 */
export function runVariant(row, variant, settings) {
  const child = keep(spawn(process.execPath, [WORKER, row, variant, JSON.stringify(settings)], { stdio: ["ignore", "ignore", "pipe", "pipe"] }));
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
