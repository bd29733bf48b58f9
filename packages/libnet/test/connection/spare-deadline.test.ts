import { Deadlines } from "@luat/socket/runtime";
import { VirtualClock } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { SpareDeadline } from "../../src/connection/spare-deadline.js";

/** A clock that counts what is asked of it, and what waits on it. */
function watched(): { clock: VirtualClock; deadlines: Deadlines; timers: () => number; waiting: () => number } {
  const clock = new VirtualClock();
  let timers = 0;
  let waiting = 0;
  const deadlines = new Deadlines({
    now: () => clock.now(),
    wall: () => clock.wall(),
    dry: (fn) => { clock.dry(fn); },
    turn: (fn) => { clock.turn(fn); },
    after: (ms, fn) => {
      timers++;
      waiting++;
      let open = true;
      const over = (): void => {
        if (open) waiting--;
        open = false;
      };
      const stop = clock.after(ms, () => {
        over();
        fn();
      });
      return () => {
        over();
        stop();
      };
    },
  });
  return { clock, deadlines, timers: () => timers, waiting: () => waiting };
}

const nobody = { onDue: (): void => expect.fail("it was given back") };

describe("SpareDeadline", () => {
  it("needs one timer for any number of waits that follow one another", () => {
    const { deadlines, timers } = watched();
    const spare = new SpareDeadline(deadlines);
    for (let i = 0; i < 1000; i++) spare.giveBack(spare.arm(nobody, 100));
    expect(timers()).toBe(1);
  });

  it("tells whoever waits now", async () => {
    const { clock, deadlines } = watched();
    const spare = new SpareDeadline(deadlines);
    const told: string[] = [];
    spare.giveBack(spare.arm(nobody, 100));
    spare.arm({ onDue: () => told.push(`second at ${clock.now()}`) }, 50);
    spare.arm({ onDue: () => told.push(`third at ${clock.now()}`) }, 70);
    await clock.advance(200);
    expect(told).toEqual(["second at 50", "third at 70"]);
  });

  it.each(["rest", "end"] as const)("leaves no timer behind after %s", (call) => {
    const { deadlines, waiting } = watched();
    const spare = new SpareDeadline(deadlines);
    const first = spare.arm(nobody, 100);
    const second = spare.arm(nobody, 100);
    spare.giveBack(first);
    spare.giveBack(second);
    spare[call]();
    expect(waiting()).toBe(0);
  });

  it("keeps nothing that is given back after the end", () => {
    const { deadlines, waiting } = watched();
    const spare = new SpareDeadline(deadlines);
    const deadline = spare.arm(nobody, 100);
    spare.end();
    spare.giveBack(deadline);
    expect(waiting()).toBe(0);
  });
});
