import { FULL, type Clock, type Fault, type Stream, type StreamSink } from "@luat/contract";

/** A stream that never was: it tells its sink why, unless it is destroyed before. */
export class FailedStream implements Stream {
  readonly queued = 0;
  #isOver = false;

  constructor(clock: Clock, sink: StreamSink, fault: Fault) {
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

  pause(): void {}
  resume(): void {}
  finish(): void {}
}
