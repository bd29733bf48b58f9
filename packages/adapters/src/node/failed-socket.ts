import { FULL, type Fault, type Listener, type Stream } from "@luat/contract";

/** A socket that never was: it tells its sink why, unless it is ended before. */
export class FailedSocket implements Stream, Listener {
  readonly queued = 0;
  #over = false;

  constructor(sink: { closed(fault: Fault): void }, fault: Fault) {
    process.nextTick(() => {
      if (!this.#over) sink.closed(fault);
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
