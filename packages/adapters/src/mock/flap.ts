import type { Clock, Stop } from "@luat/contract";
import type { FlapSchedule } from "./mock-host.js";

/**
 * Switches a link up and down.
 *
 * @returns what ends it, with the link up.
 * @throws RangeError
 */
export function flap(clock: Clock, link: { setLink(up: boolean): void }, { up, down }: FlapSchedule): Stop {
  for (const [what, ms] of [["up", up], ["down", down]] as const) {
    if (!(ms > 0 && ms < Infinity)) throw new RangeError(`${what} is ${ms}; expected milliseconds above 0`);
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
