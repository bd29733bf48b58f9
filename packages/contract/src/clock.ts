import type { Stop } from "./stop.js";

/**
 * Time as a port. All waiting in the SDK goes through it, so that everything runs on a virtual clock in tests.
 *
 * All callbacks come from outside of any call of the user's; none is called before the method returns.
 */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC; may jump. */
  wall(): number;
  /** Calls `fn` once, when at least `ms` milliseconds have passed, never earlier. Equal times fire in the order of the calls. */
  after(ms: number, fn: () => void): Stop;
  /** Calls `fn` when the code that runs now has ended and the promise jobs are used up, before any I/O or timer. Calls keep their order. */
  dry(fn: () => void): void;
  /** Calls `fn` after a full turn: timers that are due, reads and signals have had their chance. */
  turn(fn: () => void): void;
  /**
   * Chance that belongs to this time: numbers from 0 to below 1. Where time is virtual a seed fixes them, so that what is
   * left to chance is the same in each run; where there is none, chance is `Math.random`.
   */
  random?(): number;
  /**
   * Is told of errors that nobody else would hear of, such as those that the tasks of a device throw. Only a clock made for
   * tests has it, and lets the test fail; a device on it tells it these errors by default instead of logging them.
   * It may not throw.
   */
  fail?(error: unknown): void;
  /**
   * Is given who knows more when somebody waits for this clock in vain, such as what a device on it waits for. Only a clock made
   * for tests has it, and puts the text into its error.
   *
   * @param text - asked then; may not throw. What is undefined is not told.
   * @returns what takes it back.
   */
  note?(text: () => string | undefined): Stop;
}
