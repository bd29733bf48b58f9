import type { EventStep, Step, Trace } from "./trace.js";

/** A step, and where it stands in its trace. */
export interface Planned<S extends Step = Step> {
  readonly index: number;
  readonly step: S;
}

/** A step of the script itself. */
export interface ScriptItem extends Planned {
  /** When it began, in milliseconds since the script's first step. */
  readonly start: number;
  /** Of a sleep: when it ended. */
  readonly end: number;
}

/** An event, with what the script did inside of its callback. */
export interface Told extends Planned<EventStep> {
  /** The place in the script where it came: after so many of its items had begun. */
  readonly window: number;
  readonly time: number;
  readonly inside: readonly Planned[];
}

/** What a recorded script did by itself, and what in answer to events. */
export interface Plan {
  /** When it began, in milliseconds since the start of the device. */
  readonly begin: number;
  readonly items: readonly ScriptItem[];
  readonly told: readonly Told[];
}

/** How much earlier than asked for the recording host ended a sleep. */
const EARLY = 10;

/**
 * Takes a recording apart again. All was written into one list in the order in which it happened; a call that was made
 * while the script slept was made by the callback that was told last.
 */
export function planOf(trace: Trace): Plan {
  const items: Array<Omit<ScriptItem, "end">> = [];
  const told: Array<Told & { inside: Planned[] }> = [];
  const base = trace.steps[0] === undefined ? 0 : beginOf(trace.steps[0]);
  let awake = 0;
  for (const [index, step] of trace.steps.entries()) {
    if (step.kind === "event") {
      told.push({ index, step, window: items.length, time: step.at - base, inside: [] });
      continue;
    }
    const asleep = step.at < awake - EARLY;
    if (asleep && step.kind === "message") continue; // another task's; see what was not recorded
    const last = told.at(-1);
    if (asleep && step.kind !== "note") {
      if (last?.window !== items.length) throw new Error(`trace ${trace.id}: step ${index} was done while the script slept, and no event came`);
      last.inside.push({ index, step });
      continue;
    }
    if (step.kind === "sleep") awake = step.at + step.sleep;
    items.push({ index, step, start: beginOf(step) - base });
  }
  return {
    begin: base,
    told,
    items: items.map((item, i) => {
      const { step, start } = item;
      const end = step.kind === "sleep" ? Math.max(start + EARLY, items[i + 1]?.start ?? start + step.sleep) : start;
      return { ...item, end };
    }),
  };
}

/** A step's time is that of its end. */
function beginOf(step: Step): number {
  return step.kind === "call" ? step.at - (step.elapsed_ms ?? 0) : step.at;
}
