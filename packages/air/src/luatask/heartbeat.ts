import type { Sys } from "@luat/corelib";
import type { SendData } from "../arguments.js";

/** What is queued when nothing was sent for a while, or a function that is only called. */
export type PingReq = SendData | (() => unknown);

/** The one-shot timer behind `asyncSelect`. */
export class Heartbeat {
  readonly #sys: Sys;
  readonly #queue: (data: SendData) => void;
  #timer: number | undefined;

  constructor(sys: Sys, queue: (data: SendData) => void) {
    this.#sys = sys;
    this.#queue = queue;
  }

  restart(ms: number, pingreq: PingReq): void {
    this.stop();
    this.#timer = this.#sys.timerStart(() => {
      this.#timer = undefined;
      if (typeof pingreq === "function") return pingreq();
      this.#queue(pingreq);
      return undefined;
    }, ms);
  }

  stop(): void {
    this.#sys.timerStop(this.#timer);
    this.#timer = undefined;
  }
}
