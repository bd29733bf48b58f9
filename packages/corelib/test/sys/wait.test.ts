import { describe, expect, it } from "vitest";
import { TopicTable } from "../../src/sys/topic-table.js";
import { TopicWait } from "../../src/sys/topic-wait.js";
import { Sleep, Waits } from "../../src/sys/wait.js";
import { rig } from "../rig.js";

function tables() {
  const { clock, bus, origins } = rig();
  return { clock, waits: new Waits(clock, bus, origins), topics: new TopicTable(bus.errors, origins) };
}

describe("a wait that has ended", () => {
  it("is held by nothing: after its time", async () => {
    const { clock, waits, topics } = tables();
    const all = [new Sleep(waits, 10), new TopicWait(waits, topics, "T", 10, true)].map(({ promise }) => promise);
    expect([waits.size, topics.size]).toEqual([2, 1]);
    await clock.advance(10);
    await Promise.all(all);
    expect([waits.size, topics.size, clock.waiting]).toEqual([0, 0, 0]);
  });

  it("is held by nothing: after one of its topics, even when the caller changed the array", async () => {
    const { clock, waits, topics } = tables();
    const names = ["A", "B", "C"];
    const { promise } = new TopicWait(waits, topics, names, 10, undefined);
    names.length = 0;
    topics.dispatch("B", [1]);
    expect(await promise).toEqual(["B", 1]);
    expect([waits.size, topics.size, clock.waiting]).toEqual([0, 0, 0]);
  });

  it("is held by nothing: after the end of the device", async () => {
    const { clock, waits, topics } = tables();
    void new Sleep(waits, 10);
    void new TopicWait(waits, topics, ["A", "B"], undefined, true);
    waits.stop();
    expect([waits.size, topics.size, clock.waiting]).toEqual([0, 0, 0]);
  });

  it("is not settled twice", async () => {
    const { clock, waits, topics } = tables();
    const wait = new TopicWait(waits, topics, "T", 10, true);
    topics.dispatch("T", [1]);
    topics.dispatch("T", [2]);
    wait.deliver();
    wait.abandon();
    await clock.advance(10);
    expect(await wait.promise).toEqual([true, 1]);
  });
});

describe("TopicTable", () => {
  it("forgets a topic with its last subscriber", () => {
    const { topics } = tables();
    const [one, two] = [() => 1, () => 2];
    topics.add("T", one);
    topics.add("T", two);
    topics.remove("T", one);
    expect(topics.size).toBe(1);
    topics.remove("T", two);
    expect(topics.size).toBe(0);
  });
});
