import { VirtualClock } from "@luat/adapters/mock";
import { expect, it } from "vitest";
import { onInterrupt } from "../src/index.js";

it("signals within half a second are one, and none is heard after the end", async () => {
  const clock = new VirtualClock();
  const heard: number[] = [];
  const before = process.listenerCount("SIGINT");
  const stop = onInterrupt(clock, (nth) => heard.push(nth));
  process.emit("SIGINT");
  await clock.advance(400);
  process.emit("SIGTERM");
  await clock.advance(400);
  process.emit("SIGINT");
  expect(heard).toEqual([1, 2]);
  stop();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
