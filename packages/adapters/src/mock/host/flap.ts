import type { Clock, Stop } from "@luat/contract";
import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import type { FlapSchedule } from "./mock-host.js";

/**
 * Switches a link up and down.
 *
 * @returns what ends it, with the link up.
 * @throws TypeError, RangeError
 */
export function flap(clock: Clock, link: { setLink(up: boolean): void }, schedule: FlapSchedule): Stop {
  mustKnow("flap", schedule, { up: true, down: true });
  const { up, down } = schedule;
  for (const [what, ms] of [["up", up], ["down", down]] as const) {
    if (!(typeof ms === "number" && ms > 0 && ms < Infinity)) throw new RangeError(`${what} is ${shown(ms)}; expected milliseconds above 0`);
  }
  let stop = (): void => undefined;
  const go = (isUp: boolean): void => {
    link.setLink(isUp);
    stop = clock.after(isUp ? up : down, () => {
      go(!isUp);
    });
  };
  go(true);
  return () => {
    stop();
    link.setLink(true);
  };
}
