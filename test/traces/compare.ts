import { TOLERANCE } from "./clock-table.js";
import { lookedUpThere } from "./look.js";
import { withCallNumbers, withEventNumbers } from "./numbers.js";
import type { Plan, Told } from "./plan.js";
import type { Outcome } from "./replay.js";
import { callText, eventText, messageText } from "./show.js";
import type { Step, Trace } from "./trace.js";

/** Something that LuatOS did in a recorded step and this library does not do, or the other way round. */
export interface Difference {
  readonly trace: string;
  /** The place in the recording, counted from 0; of what only this library does: the last step before it. */
  readonly step: number;
  /** What was recorded; `null`: nothing. */
  readonly theirs: string | null;
  /** What happens here; `null`: nothing. */
  readonly ours: string | null;
}

/** What was recorded within so many milliseconds happened at the same time. */
const SAME_MOMENT = 1;

/** Lua's text of an object, which holds an address. */
const IN_LUA_ALONE = "tostring";

/** What a step shows that can be compared. */
function recordedText(step: Step): string | undefined {
  switch (step.kind) {
    case "call":
      if (step.call === IN_LUA_ALONE) return undefined;
      return callText(withCallNumbers(step));
    case "event":
      return eventText(withEventNumbers(step));
    case "message":
      return messageText(step.got);
    case "state":
      return `state ${step.state} ${step.str}`;
    case "look":
      return lookedUpThere(step);
    case "sleep":
    case "peer":
    case "note":
      return undefined;
  }
}

/** Whether a step shows anything that can be compared. */
export function isComparable(step: Step): boolean {
  return recordedText(step) !== undefined;
}

/** How a recording and what happened here differ, in the order of the steps. */
export function differencesOf(trace: Trace, plan: Plan, outcome: Outcome, timed: boolean): Difference[] {
  const found: Difference[] = [];
  const unreached = new Set(plan.told.filter(({ index }) => !outcome.seen.has(index)).flatMap(({ inside }) => inside.map(({ index }) => index)));
  for (const [index, step] of trace.steps.entries()) {
    const theirs = recordedText(step);
    if (theirs === undefined || unreached.has(index)) continue;
    let ours = outcome.seen.get(index) ?? null;
    const delay = timed ? delayOf(step, index, plan, outcome) : 0;
    if (ours !== null && Math.abs(delay) > TOLERANCE) ours += `, ${Math.abs(delay)} ms ${delay > 0 ? "later" : "earlier"}`;
    if (ours !== theirs) found.push({ trace: trace.id, step: index, theirs, ours });
  }
  for (const { after, text } of outcome.extras) found.push({ trace: trace.id, step: after, theirs: null, ours: text });
  found.push(...misordered(trace.id, plan, outcome));
  return found.sort((a, b) => a.step - b.step);
}

function delayOf(step: Step, index: number, plan: Plan, { times }: Outcome): number {
  const ours = times.get(index);
  if (ours === undefined) return 0;
  if (step.kind === "call") return step.elapsed_ms === undefined || !step.call.startsWith("libnet.") ? 0 : ours - step.elapsed_ms;
  const told = plan.told.find((one) => one.index === index);
  return told === undefined ? 0 : ours - told.time;
}

/** The events that came before others which were recorded before them. */
function misordered(trace: string, plan: Plan, { order }: Outcome): Difference[] {
  const found: Difference[] = [];
  const told = order.flatMap((index) => plan.told.filter((one) => one.index === index));
  for (const [place, early] of told.entries()) {
    const late = told.slice(place + 1).find((one) => one.index < early.index && !isRace(early, one));
    if (late === undefined) continue;
    found.push({ trace, step: early.index, theirs: `after ${eventText(late.step)}`, ours: `before ${eventText(late.step)}` });
  }
  return found;
}

/** Whether one was told when the system took what was sent, the other when something arrived, and both at the same time. */
function isRace(a: Told, b: Told): boolean {
  const names = new Set([a.step.event, b.step.event]);
  return Math.abs(a.time - b.time) <= SAME_MOMENT && names.has("TX_OK") && names.has("EVENT") && a.step.param === 0 && b.step.param === 0;
}
