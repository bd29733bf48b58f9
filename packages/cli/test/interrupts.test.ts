import { VirtualClock } from "@luat/adapters/mock";
import { expect, it } from "vitest";
import { onInterrupt } from "../src/index.js";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
type Signal = (typeof SIGNALS)[number];

it("signals within half a second are one, and none is heard after the end", async () => {
  const clock = new VirtualClock();
  const heard: number[] = [];
  // Other programs in this process may listen, too, and would take a signal for the end of it.
  const others = SIGNALS.flatMap((signal) => process.listeners(signal));
  const stop = onInterrupt(clock, (nth) => heard.push(nth));
  const own = (signal: Signal): NodeJS.SignalsListener[] => process.listeners(signal).filter((listener) => !others.includes(listener));
  const send = (signal: Signal): void => {
    for (const listener of own(signal)) listener(signal);
  };
  send("SIGINT");
  await clock.advance(400);
  send("SIGTERM");
  await clock.advance(400);
  send("SIGINT");
  expect(heard).toEqual([1, 2]);
  stop();
  expect(SIGNALS.flatMap(own)).toEqual([]);
});
