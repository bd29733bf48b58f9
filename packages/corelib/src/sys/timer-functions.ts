import { expectFunction, expectInteger } from "../expect.js";
import type { Callback } from "./topic-table.js";
import type { Timers } from "./timers.js";
import type { Waits } from "./wait.js";

/** The part of `sys` that is about timers. */
export interface TimerFunctions {
  /**
   * Calls a function once, after a time. A timer of the same function with equal arguments is stopped first.
   * 启动一个单次定时器。
   *
   * Promise face: the same, or the `timeout` of the call.
   *
   * @param fn - what to call. What it throws, or rejects with, goes to `onTaskError`.
   * @param ms - milliseconds, an integer; below 1 no timer starts.
   * @param args - the arguments of the call.
   * @returns the timer's id; `undefined` when it could not start, which the log tells, or the device has stopped.
   * @throws TypeError or RangeError when `fn` is not a function or `ms` not an integer.
   * @example
   * ```ts
   * sys.timerStart((text: string) => log.info("late", text), 1_000, "hello"); // prints "I/late hello"
   * ```
   */
  timerStart<A extends unknown[]>(fn: (...args: A) => unknown, ms: number, ...args: A): number | undefined;
  /**
   * Calls a function again and again, until it is stopped. A timer of the same function with equal arguments is stopped first.
   * 启动一个循环定时器。
   *
   * Promise face: the same, or the `heartbeat` of a long connection.
   *
   * @param fn - what to call.
   * @param ms - milliseconds between the calls, an integer; below 1 no timer starts.
   * @param args - the arguments of each call.
   * @returns the timer's id; `undefined` when it could not start, which the log tells, or the device has stopped.
   * @throws TypeError or RangeError when `fn` is not a function or `ms` not an integer.
   * @example
   * ```ts
   * const id = sys.timerLoopStart(() => log.info("tick"), 1_000);
   * sys.timerStart(() => sys.timerStop(id), 10_500); // after ten ticks
   * ```
   */
  timerLoopStart<A extends unknown[]>(fn: (...args: A) => unknown, ms: number, ...args: A): number | undefined;
  /**
   * Stops a timer; nil and unknown timers are ignored.
   * 停止定时器。
   *
   * Promise face: the same, or a `signal`.
   *
   * @param id - the timer's id.
   * @example
   * ```ts
   * const id = sys.timerLoopStart(() => sys.publish("BEAT"), 1_000);
   * sys.timerStop(id);
   * ```
   */
  timerStop(id: number | null | undefined): void;
  /**
   * Stops the timer of a function with these arguments; an unknown one is ignored.
   * 按回调函数和参数停止定时器。
   *
   * Promise face: the same, or a `signal`.
   *
   * @param fn - the very function that was started.
   * @param args - arguments that equal those it was started with.
   * @example
   * ```ts
   * const beat = () => sys.publish("BEAT");
   * sys.timerLoopStart(beat, 1_000);
   * sys.timerStop(beat);
   * ```
   */
  timerStop(fn: (...args: never[]) => unknown, ...args: unknown[]): void;
  /**
   * Stops all timers of a function, whatever their arguments.
   * 停止某个函数的所有定时器。
   *
   * Promise face: the same.
   *
   * @param fn - the function.
   * @example
   * ```ts
   * const show = (text: string) => log.info("show", text);
   * sys.timerStart(show, 1_000, "a");
   * sys.timerStart(show, 2_000, "b");
   * sys.timerStopAll(show);
   * ```
   */
  timerStopAll(fn: (...args: never[]) => unknown): void;
  /**
   * Whether a timer runs.
   * 判断定时器是否处于激活状态。
   *
   * Promise face: the same.
   *
   * @param id - the timer's id.
   * @returns `true`, or `undefined` (nil, as in LuatOS) when it does not run.
   * @example
   * ```ts
   * const id = sys.timerStart(() => undefined, 1_000);
   * sys.timerIsActive(id); // true
   * sys.timerStop(id);
   * sys.timerIsActive(id); // undefined
   * ```
   */
  timerIsActive(id: number | null | undefined): true | undefined;
  /**
   * Whether the timer of a function with these arguments runs.
   * 按回调函数和参数判断定时器是否处于激活状态。
   *
   * Promise face: the same.
   *
   * @param fn - the very function that was started.
   * @param args - arguments that equal those it was started with.
   * @returns `true`, or `undefined` (nil, as in LuatOS) when it does not run.
   * @example
   * ```ts
   * const show = (text: string) => log.info("show", text);
   * sys.timerStart(show, 1_000, "a");
   * sys.timerIsActive(show, "a"); // true
   * sys.timerIsActive(show, "b"); // undefined
   * ```
   */
  timerIsActive(fn: (...args: never[]) => unknown, ...args: unknown[]): true | undefined;
}

export function timerFunctions(waits: Waits, timers: Timers): TimerFunctions {
  const start = (fn: Callback, ms: number, args: readonly unknown[], loop: boolean): number | undefined => {
    expectFunction("fn", fn);
    expectInteger("ms", ms);
    return waits.stopped ? undefined : timers.start(fn, ms, args, loop);
  };
  return {
    timerStart: (fn, ms, ...args) => start(fn, ms, args, false),
    timerLoopStart: (fn, ms, ...args) => start(fn, ms, args, true),
    timerStop(timer: number | Callback | null | undefined, ...args: unknown[]) {
      if (typeof timer === "function") timers.stopFn(timer, args);
      else if (typeof timer === "number") timers.stopId(timer);
    },
    timerStopAll(fn) {
      timers.stopAll(fn);
    },
    timerIsActive(timer: number | Callback | null | undefined, ...args: unknown[]) {
      const active = typeof timer === "function" ? timers.hasFn(timer, args) : typeof timer === "number" && timers.hasId(timer);
      return active ? true : undefined;
    },
  };
}
