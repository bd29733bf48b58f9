import type { TimeSource } from "./time-source.js";

/** Time that nobody but its clock moves. */
export class OwnTime implements TimeSource {
  readonly hint =
    "what is waited for may run on real time (a device made without `clock`, AbortSignal.timeout, or setTimeout, which only a clock made with VirtualClock.over(vi) moves)";
  readonly isMovedByOthers = false;
  #now = 0;
  #epoch: number;

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#epoch + this.#now;
  }

  jump(ms: number): void {
    this.#epoch += ms;
  }

  countOthers(): number {
    return 0;
  }

  runJobs(): void {
    // There are no others.
  }

  aim(): void {
    // There is nobody who would need to know.
  }

  moveOn(due: number | undefined): void {
    if (due !== undefined) this.#now = due;
  }
}
