import { FULL, type Clock, type Datagrams, type Fault, type Listener, type Stream } from "@luat/contract";

/** A socket that never was: it tells its sink why, unless it is ended before. */
export class FailedSocket implements Stream, Listener, Datagrams {
  readonly queued = 0;
  #isOver = false;

  constructor(clock: Clock, sink: { closed(fault: Fault): void }, fault: Fault) {
    clock.dry(() => {
      if (!this.#isOver) sink.closed(fault);
    });
  }

  send(): typeof FULL {
    return FULL;
  }

  destroy(): void {
    this.#isOver = true;
  }

  close(): void {
    this.#isOver = true;
  }

  pause(): void {}
  resume(): void {}
  finish(): void {}
}
