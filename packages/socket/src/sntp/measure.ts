import { isSame, unixMs, UNSET } from "./ntp-time.js";
import type { Packet } from "./packet.js";

/** What an answer says about the time. */
export interface Measured {
  /** The time when the answer arrived, in milliseconds since 1970. */
  readonly time: number;
  /** Milliseconds that request and answer were under way. */
  readonly delay: number;
}

/**
 * What an answer says about the time, taken that both ways took as long.
 *
 * @param elapsed - milliseconds between request and answer.
 */
export function measure({ receive, transmit }: Packet, elapsed: number): Measured {
  const left = unixMs(transmit);
  const stay = isSame(receive, UNSET) ? 0 : left - unixMs(receive);
  // Two clocks that do not run alike can make a very short way look shorter than none.
  const delay = Math.max(0, elapsed - stay);
  return { time: left + delay / 2, delay };
}
