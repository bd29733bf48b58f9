import { describe, expect, it } from "vitest";
import { differencesOf } from "./compare.js";
import { planOf } from "./plan.js";
import type { Outcome } from "./replay.js";
import type { EventStep, Step, Trace } from "./trace.js";

function event(name: string, param: number, at: number): EventStep {
  return { kind: "event", event: name, param, ctrl: "ctrl#1", state: 5, at };
}

const STEPS: readonly Step[] = [
  { kind: "call", call: "socket.tx", args: ["ctrl#1", "x"], returns: [true, false, false], state: 5, at: 0 },
  { kind: "sleep", sleep: 100, at: 0 },
  event("TX_OK", 0, 10),
  { kind: "call", call: "socket.wait", args: ["ctrl#1"], returns: [true, false], state: 5, at: 10 },
  event("EVENT", 0, 10),
  event("EVENT", -1, 60),
  { kind: "state", state: 5, str: "在线", at: 100 },
];

const TEXTS = ["[true,false,false], state 5", "", "TX_OK 0 of ctrl#1, state 5", "[true,false], state 5", "EVENT 0 of ctrl#1, state 5", "EVENT -1 of ctrl#1, state 5", "state 5 在线"];

const trace: Trace = { id: "00", title: "a recording", steps: STEPS };

/** What happens when all is as recorded, with changes. */
function outcome(change: { seen?: Record<number, string | undefined>; times?: Record<number, number>; order?: number[]; extras?: Outcome["extras"] }): Outcome {
  const seen: Record<number, string | undefined> = { ...Object.fromEntries(TEXTS.entries()), ...change.seen };
  const times = { 2: 10, 4: 10, 5: 60, ...change.times };
  return {
    seen: new Map(Object.entries(seen).flatMap(([index, text]) => (text === undefined ? [] : [[Number(index), text]]))),
    times: new Map(Object.entries(times).map(([index, time]) => [Number(index), time])),
    order: change.order ?? [2, 4, 5],
    extras: change.extras ?? [],
    rests: [],
  };
}

function found(change: Parameters<typeof outcome>[0], timed = true): unknown[] {
  return differencesOf(trace, planOf(trace), outcome(change), timed).map(({ step, theirs, ours }) => [step, theirs, ours]);
}

describe("comparing with a recording", () => {
  it("finds nothing where all is the same", () => {
    expect(found({})).toEqual([]);
  });

  it("finds another result, another state, and what did not happen", () => {
    expect(found({ seen: { 0: "[true,true,true], state 5" } })).toEqual([[0, TEXTS[0], "[true,true,true], state 5"]]);
    expect(found({ seen: { 6: "state 1 离线" } })).toEqual([[6, TEXTS[6], "state 1 离线"]]);
    expect(found({ seen: { 5: undefined }, order: [2, 4] })).toEqual([[5, TEXTS[5], null]]);
  });

  it("finds what was not recorded", () => {
    expect(found({ extras: [{ after: 1, text: "EVENT 0 of ctrl#1, state 5" }] })).toEqual([[1, null, "EVENT 0 of ctrl#1, state 5"]]);
  });

  it("does not ask for what was done inside of a callback that was not called", () => {
    expect(found({ seen: { 2: undefined, 3: undefined }, order: [4, 5] })).toEqual([[2, TEXTS[2], null]]);
  });

  it("finds what came too late, where time counts", () => {
    const late = { times: { 5: 90 } };
    expect(found(late)).toEqual([[5, TEXTS[5], `${TEXTS[5]}, 30 ms later`]]);
    expect(found(late, false)).toEqual([]);
    expect(found({ times: { 5: 80 } })).toEqual([]);
  });

  it("finds another order, but for TX_OK and EVENT at the same moment", () => {
    expect(found({ order: [4, 2, 5] })).toEqual([]);
    expect(found({ order: [2, 5, 4] })).toEqual([[5, `after ${TEXTS[4]}`, `before ${TEXTS[4]}`]]);
  });
});
