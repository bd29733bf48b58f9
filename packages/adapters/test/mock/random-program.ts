import { FULL, SENT } from "@luat/contract";
import fc from "fast-check";
import { expect } from "vitest";
import type { Recorder } from "./recorder.js";
import { counted, SERVER, type TwoHosts } from "./two-hosts.js";

/** What one end does next; a wait is of virtual milliseconds. */
export type Step = { readonly send: number } | { readonly wait: number } | "pause" | "resume" | "blackhole" | "lift";

/** Programs of up to `maxLength` steps, whose sends have sizes of this kind. */
export function programs(size: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ send: size }) },
    { weight: 3, arbitrary: fc.record({ wait: fc.nat(30) }) },
    fc.constantFrom<Step>("pause", "resume", "blackhole", "lift"),
  );
  return fc.array(step, { maxLength });
}

/** Runs one end's program, and finishes; gives how many bytes it sent. */
export async function play(hosts: TwoHosts, end: Recorder, steps: readonly Step[]): Promise<number> {
  const { clock } = hosts.net;
  const holes: Array<() => void> = [];
  let taken = 0;
  let announced = 0;
  for (const next of steps) {
    if (next === "pause") end.stream.pause();
    else if (next === "resume") end.stream.resume();
    else if (next === "blackhole") holes.push(hosts.net.blackhole(SERVER));
    else if (next === "lift") holes.pop()?.();
    else if ("wait" in next) await clock.advance(next.wait);
    else {
      const before = end.stream.queued;
      const answer = end.stream.send(counted(next.send, taken));
      if (answer === FULL) {
        expect([before > 0, end.stream.queued]).toEqual([true, before]);
        continue;
      }
      taken += next.send;
      if (answer !== SENT) announced = taken;
      else expect(end.stream.queued).toBe(0);
    }
    expect(end.sentUpTo).toBeLessThanOrEqual(taken - end.stream.queued);
  }
  for (const fill of holes) fill();
  end.stream.finish();
  end.stream.resume();
  await clock.run();
  expect(end.sentUpTo).toBeLessThanOrEqual(taken);
  if (announced > 0) await clock.until(() => end.sentUpTo >= announced);
  return taken;
}
