import { describe, expect, it } from "vitest";
import { differencesOf, isComparable, type Difference } from "./compare.js";
import { fidelityPage } from "./fidelity-page.js";
import { fidelityText, readFidelity, REASONS, updated } from "./fidelity.js";
import { replayOnMock } from "./on-mock.js";
import { sideBySide } from "./side-by-side.js";
import { loadTraces, type Trace } from "./trace.js";

const traces = loadTraces();
const replayed = traces.filter((trace) => trace.steps.some(isComparable));
const fidelity = readFidelity();
const observed = new Map<string, Promise<Difference[]>>();

function differencesNow(trace: Trace): Promise<Difference[]> {
  const known = observed.get(trace.id);
  if (known !== undefined) return known;
  const found = replayOnMock(trace).then(({ plan, outcome }) => differencesOf(trace, plan, outcome, true));
  observed.set(trace.id, found);
  return found;
}

describe("what was recorded of LuatOS happens here too, but for what is listed", () => {
  it.each(replayed.map((trace) => [trace.id, trace.title, trace] as const))("%s %s", async (id, _title, trace) => {
    const listed = fidelity.differences.filter((difference) => difference.trace === id);
    expect(sideBySide(trace, await differencesNow(trace))).toBe(sideBySide(trace, listed));
  });
});

describe("the list of differences", () => {
  it("gives each difference a cause, and each cause one of the reasons", () => {
    expect(Object.keys(fidelity.reasons)).toEqual([...REASONS]);
    expect(fidelity.differences.filter(({ cause }) => !Object.hasOwn(fidelity.causes, cause))).toEqual([]);
    expect(Object.entries(fidelity.causes).filter(([, { reason }]) => !REASONS.includes(reason))).toEqual([]);
  });

  it("has no cause without a difference", () => {
    const found = new Set(fidelity.differences.map(({ cause }) => cause));
    expect(Object.keys(fidelity.causes).filter((cause) => !found.has(cause))).toEqual([]);
  });

  it.each(["en", "zh"] as const)("is what docs/fidelity shows, and what happens (%s)", async (language) => {
    const found = await Promise.all(replayed.map(differencesNow));
    const now = updated(fidelity, found.flat());
    if (language === "en") await expect(fidelityText(now)).toMatchFileSnapshot("../../docs/fidelity.json");
    const page = language === "en" ? "fidelity.md" : "fidelity.zh-CN.md";
    await expect(fidelityPage(now, traces, language)).toMatchFileSnapshot(`../../docs/${page}`);
  });
});
