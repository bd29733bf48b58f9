import { FULL, type Clock, type Datagrams, type Fault, type Listener, type Stop, type Stream } from "@luat/contract";

/** A socket that never was: it tells its sink why, unless it is ended before. */
export class FailedSocket implements Stream, Listener, Datagrams {
  readonly queued = 0;
  readonly #stop: Stop;

  /** @param delay - virtual ms until it is told. */
  constructor(clock: Clock, sink: { closed(fault: Fault): void }, fault: Fault, delay = 0) {
    this.#stop = clock.after(delay, () => {
      sink.closed(fault);
    });
  }

  send(): typeof FULL {
    return FULL;
  }

  destroy(): void {
    this.#stop();
  }

  close(): void {
    this.#stop();
  }

  pause(): void {}
  resume(): void {}
  finish(): void {}
}
