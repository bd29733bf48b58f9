/**
 * The fake timers of a test runner, as far as a clock needs them: vitest's `vi` and jest's `jest` have all this.
 *
 * Those of `node:test` can only be told how far to go, not to go to the next timer, so no clock can live on them. Take
 * `@sinonjs/fake-timers` there, and with any other runner that has none:
 *
 * ```js
 * const timers = FakeTimers.install();
 * const clock = VirtualClock.over({
 *   advanceTimersToNextTimer: () => timers.next(),
 *   getTimerCount: () => timers.countTimers(),
 *   runAllTicks: () => timers.runMicrotasks(),
 *   setSystemTime: (time) => timers.setSystemTime(time),
 * });
 * ```
 */
export interface FakeTimers {
  /** Moves time to the next timer, and calls it. */
  advanceTimersToNextTimer(): unknown;
  /** How many timers wait, and faked jobs. */
  getTimerCount(): number;
  /** Calls what was given to a faked `queueMicrotask` or `process.nextTick`. */
  runAllTicks(): unknown;
  /** Sets `Date`, in ms since 1970, and calls no timer. */
  setSystemTime(time: number): unknown;
}

const NAMES = ["advanceTimersToNextTimer", "getTimerCount", "runAllTicks", "setSystemTime"] satisfies Array<keyof FakeTimers>;

/** @throws TypeError */
export function mustBeFakeTimers(timers: FakeTimers): void {
  for (const name of NAMES) {
    const what: unknown = (timers as Partial<FakeTimers> | undefined)?.[name];
    if (typeof what !== "function") throw new TypeError(`timers.${name} is ${typeof what}; expected a function, as vitest's vi and jest's jest have it`);
  }
}
