import { FULL, type Datagrams, type Fault, type Listener, type Stream } from "@luat/contract";

/** Says that this card cannot do something. */
export const UNSUPPORTED: Fault = { reason: "unsupported" };

/** A socket that never was: it tells its sink so, unless it is ended before. */
export class UnsupportedSocket implements Stream, Listener, Datagrams {
  readonly queued = 0;
  #over = false;

  constructor(sink: { closed(fault: Fault): void }) {
    process.nextTick(() => {
      if (!this.#over) sink.closed(UNSUPPORTED);
    });
  }

  send(): typeof FULL {
    return FULL;
  }

  destroy(): void {
    this.#over = true;
  }

  close(): void {
    this.#over = true;
  }

  pause(): void {}
  resume(): void {}
  finish(): void {}
}
