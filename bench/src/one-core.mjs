import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

/** @type {string[] | undefined} */
let prefix;

/**
 * What to put before a command to run it on one certain core; empty where the host has no such thing.
 *
 * Two processes that only ever wait for each other are moved between cores by the scheduler, and waking another core
 * may cost more than all of their work, or nothing, from one run to the next. On one core only the work is left.
 */
export function onOneCore() {
  return (prefix ??= find());
}

function find() {
  if (process.platform !== "linux") return [];
  // A container may allow only some cores; the last is the least likely to serve interrupts.
  const core = /^Cpus_allowed_list:.*?(\d+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (core === undefined) return [];
  const command = ["taskset", "-c", core];
  return spawnSync("taskset", ["-c", core, "true"]).status === 0 ? command : [];
}
