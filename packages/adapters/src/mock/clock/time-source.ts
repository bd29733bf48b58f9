/** Where the time of a virtual clock comes from, and what moves it. */
export interface TimeSource {
  /** What may be the reason when nothing is left to happen, and somebody waits. */
  readonly hint: string;
  /** Whether others than its clock move it. */
  readonly isMovedByOthers: boolean;
  /** Milliseconds since the clock was made; never goes back. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC. */
  wall(): number;
  /** Sets the time of day forward or back; {@link now} and all timers go on as they were. */
  jump(ms: number): void;
  /**
   * How many timers that are not the clock's own wait in this time.
   *
   * @throws Error when it can be moved no more.
   */
  countOthers(): number;
  /** Lets happen what others want to happen before time moves. */
  runJobs(): void;
  /**
   * Says when the clock has something to do next.
   *
   * @param due - a later moment than now; undefined: it has nothing to do.
   * @param arrived - to be called when somebody else than the clock moves time there.
   */
  aim(due: number | undefined, arrived: () => void): void;
  /** Moves to `due`, or to an earlier moment at which others have something to do. There is one of the two. */
  moveOn(due: number | undefined): void;
}
