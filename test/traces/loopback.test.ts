import { describe, expect, it } from "vitest";
import { differencesOf, isComparable } from "./compare.js";
import { readFidelity } from "./fidelity.js";
import { replayOnMock } from "./on-mock.js";
import { replayOnNode } from "./on-node.js";
import { sideBySide } from "./side-by-side.js";
import { loadTraces } from "./trace.js";

const NO_CABLE = "the card cannot be unplugged, nor an address swallow what is sent to it";
const KERNEL = "how much the system's buffers take is its own affair";
const PIECES = "the answers to two sends in a row may come in one piece";
const SYSTEM = "it is about addresses of the system, or names that only a name server knows";
const UPTIME = "it tells for how long the device has run";
const LONG = "it waits for longer than half a second by itself";

/** Recordings that real loopback cannot show, or not in time. */
const ONLY_ON_MOCK: ReadonlyMap<string, string> = new Map([
  ...["16", "17h", "17i"].map((id) => [id, NO_CABLE] as const),
  ...["11j", "12c", "12c2"].map((id) => [id, KERNEL] as const),
  ...["02b", "17a"].map((id) => [id, PIECES] as const),
  ...["13a", "13b", "13c"].map((id) => [id, UPTIME] as const),
  ...["04", "04f", "04g", "12a", "13d", "13e"].map((id) => [id, SYSTEM] as const),
  ...["11b", "11g", "13g", "15d", "17f"].map((id) => [id, LONG] as const),
]);

const { differences } = readFidelity();
const traces = loadTraces().filter((trace) => !ONLY_ON_MOCK.has(trace.id) && trace.steps.some(isComparable));

describe("real loopback tells the same story as the recordings, but for what is listed", () => {
  it.each(traces.map((trace) => [trace.id, trace.title, trace] as const))("%s %s", async (id, _title, trace) => {
    const mock = await replayOnMock(trace);
    const { plan, outcome } = await replayOnNode(trace, mock.outcome.rests);
    const listed = differences.filter((difference) => difference.trace === id);
    expect(sideBySide(trace, differencesOf(trace, plan, outcome, false))).toBe(sideBySide(trace, listed));
  });
});
