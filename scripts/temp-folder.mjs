import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
const GONE = { recursive: true, force: true, maxRetries: 5 };

/**
 * Does work in a folder of its own, which is gone afterwards, also when the process is interrupted.
 *
 * @template T
 * @param {string} prefix of its name
 * @param {(folder: string, interrupted: AbortSignal) => Promise<T>} work the signal is for what it runs: see `run`
 * @returns {Promise<T>}
 */
export async function inTempFolder(prefix, work) {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const interruption = new AbortController();
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    interruption.abort();
    rmSync(folder, GONE);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    return await work(folder, interruption.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await rm(folder, GONE);
  }
}
