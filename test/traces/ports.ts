import type { Trace } from "./trace.js";

/** From here to there peers and servers had their ports; others were chosen by the system. */
const FIRST_PORT = 41_000;
const LAST_PORT = 49_999;

/** The ports that these scripts used without writing it down. */
const UNRECORDED: Readonly<Record<string, readonly number[]>> = { "11g": [46021], "13b": [44124], "13e": [44123], "17c": [41010], "17f": [41001] };

/** The ports that a script used. */
export function portsOf({ id, steps }: Trace): Set<number> {
  const ports = new Set(UNRECORDED[id] ?? []);
  for (const step of steps) {
    if (step.kind !== "call") continue;
    for (const value of step.args) if (typeof value === "number" && value >= FIRST_PORT && value <= LAST_PORT) ports.add(value);
  }
  return ports;
}
