import type { Clock, Stop } from "@luat/contract";
import { shown } from "../../checks/shown.js";
import { drawn } from "./clock-chance.js";
import { addFirst, annotated } from "./clock-notes.js";
import { MOST_AT_ONCE } from "./endless.js";
import { FakeTime } from "./fake-time.js";
import type { FakeTimers } from "./fake-timers.js";
import { OwnTime } from "./own-time.js";
import { stuck } from "./stuck.js";
import type { TimeSource } from "./time-source.js";
import { Timeline } from "./timeline.js";
import { Waits } from "./waits.js";
import { mustBeFunction, mustBeLimit, promiseOf, workAndOptions } from "./work.js";
import { shownTime } from "../messages/shown-time.js";

/** How {@link VirtualClock.run} and {@link VirtualClock.until} are kept from running for ever. */
export interface RunOptions {
  /** Virtual milliseconds after which it gives up with an error. Default: one day. */
  readonly within?: number | undefined;
}

const ONE_DAY = 86_400_000;

/**
 * A clock whose time moves only when it is told to, and then only when everything else is idle: no promise job is
 * left and nothing is due. Equal times fire in the order in which they were set, and as with a host's timers, promise
 * jobs run dry between one and the next.
 *
 * What is due at the present moment (delay 0) happens by itself, as soon as the running code has ended; only for
 * later things time must be moved, with {@link advance}, {@link run} or {@link until}. These may wait at the same
 * time: time goes on from one event to the next as long as one of them waits. What a callback throws is an uncaught
 * exception, as it is from a host's timer.
 *
 * When something was set for later, and time is not moved within 2 seconds of real time nor was before, a line on
 * `console.warn` says so, once in a program. When 200,000 things happen in one instant while one waits, all that wait
 * reject: something goes on without waiting. Unless one waits again, it goes on slowly from then on, and keeps no program
 * alive.
 *
 * @example
 * ```ts
 * import { VirtualClock } from "@luat/adapters/mock";
 *
 * const clock = new VirtualClock();
 * clock.after(60_000, () => console.log("a minute later")); // prints "a minute later"
 * await clock.advance(60_000); // which takes no time
 * clock.now(); // 60_000
 * ```
 */
export class VirtualClock implements Clock {
  #timeline: Timeline;
  #waits: Waits;

  /** @param epoch - what `wall()` shows at the start, in ms since 1970. Default: 2026-01-01 UTC. */
  constructor(epoch: number = Date.UTC(2026, 0, 1)) {
    [this.#timeline, this.#waits] = this.#living(new OwnTime(epoch));
  }

  /**
   * A clock that lives on the fake timers of a test runner, so that the program's own `setTimeout`, `setInterval` and `Date`,
   * and all that the SDK waits for, are one time line. A clock that is made otherwise leaves them alone: `setTimeout` is
   * real time then, or waits until the test moves the fake timers.
   *
   * Time is moved by this clock ({@link run}, {@link until}, {@link advance}, whatever plays scripts), which moves the fake
   * timers too; or by the test, with `vi.advanceTimersByTimeAsync` and the like. Do one at a time. When the test moves it with
   * `vi.advanceTimersByTime`, which leaves promise jobs no time, what is due on the clock happens right after that.
   *
   * {@link waiting} counts the fake timers too. {@link wall} is what `Date` shows, so `vi.useFakeTimers({ now })` sets it, and
   * {@link jump} sets `Date`. What is due after part of a millisecond is due when that has ended. At the same millisecond
   * the fake timers come first, all of them before a promise job runs. When one throws, whoever waits on the clock rejects
   * with that.
   *
   * `setTimeout`, `clearTimeout` and `Date` must be fake; import the SDK before they are. When `performance` is not, as with
   * some lists in `toFake`, `vi.setSystemTime` is time that passes.
   *
   * @param timers - in use already: vitest's `vi` after `vi.useFakeTimers()`, or jest's `jest`. Those of `node:test` cannot do
   * what is needed; {@link FakeTimers} shows what to take instead.
   * @throws TypeError when these are no such timers, Error when they are not in use. When their use ends, waits reject.
   *
   * @example
   * ```ts
   * import { MockNet, VirtualClock } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   * import { vi } from "vitest";
   *
   * vi.useFakeTimers();
   * const net = new MockNet({ clock: VirtualClock.over(vi), latency: 20 });
   * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * net.peer("10.0.0.1", 1883).expect("ping\n").reply("pong\n");
   * await net.clock.run(async () => {
   *   const connection = await device.connect({ host: "10.0.0.1", port: 1883 });
   *   setTimeout(() => void connection.tx("ping\n"), 60_000); // the program's own timer
   *   await connection.rx();
   *   net.clock.now(); // 60_080
   * });
   * vi.useRealTimers();
   * ```
   */
  static over(timers: FakeTimers): VirtualClock {
    const clock = new VirtualClock();
    [clock.#timeline, clock.#waits] = clock.#living(new FakeTime(timers));
    return clock;
  }

  #living(time: TimeSource): [Timeline, Waits] {
    const timeline = new Timeline(time, () => this.#foundEndless());
    return [timeline, new Waits(timeline, (error) => this.fail(error))];
  }

  #foundEndless(): void {
    if (this.#waits.isEmpty) return;
    const reason = `time stands at ${shownTime(this.now())} ms: ${MOST_AT_ONCE} things happened in one instant`;
    this.#waits.fail(annotated(this, stuck(undefined, reason, "something goes on without waiting, such as a loop around wait(0)"), "waits"));
  }

  /** Virtual milliseconds since it was made. */
  now(): number {
    return this.#timeline.time.now();
  }

  /** The time of day: the epoch it was made with, {@link now}, and what it jumped. */
  wall(): number {
    return this.#timeline.time.wall();
  }

  /**
   * Sets the time of day forward or back, as somebody who sets a clock, or SNTP, does. {@link now} and all timers go on as
   * they were.
   *
   * @param ms - how far; below 0: back.
   * @throws RangeError when it is no finite number.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@luat/adapters/mock";
   *
   * const clock = new VirtualClock(1_000_000);
   * clock.jump(-300_000);
   * [clock.wall(), clock.now()]; // [700_000, 0]
   * ```
   */
  jump(ms: number): void {
    if (!Number.isFinite(ms)) throw new RangeError(`ms is ${ms}; expected a finite number`);
    this.#timeline.time.jump(ms);
  }

  /** How many timers wait. One that is due after `Infinity` ms is none. */
  get waiting(): number {
    return this.#timeline.waiting;
  }

  /**
   * Calls `fn` once, when so much virtual time has passed.
   *
   * @param ms - virtual milliseconds; below 0 counts as 0, `Infinity` means never.
   * @param fn - what to call.
   * @returns what stops it.
   * @throws RangeError when `ms` is NaN.
   */
  after(ms: number, fn: () => void): Stop {
    return this.#timeline.after(ms, fn);
  }

  /** Calls `fn` when the promise jobs are used up; no time passes. */
  dry(fn: () => void): void {
    this.#timeline.dry(fn);
  }

  /** Calls `fn` after what is due at this moment already. */
  turn(fn: () => void): void {
    this.after(0, fn);
  }

  /**
   * What devices on this clock leave to chance, such as the jitter of a long connection: the same in each run, by the seed of the first
   * net that lives in this time; without a net, that of seed 1.
   *
   * @returns a number from 0 to below 1.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   *
   * const [one, same, other] = [7, 7, 8].map((seed) => new MockNet({ seed }).clock.random());
   * one === same; // true
   * one === other; // false
   * ```
   */
  random(): number {
    return drawn(this);
  }

  /**
   * Says that something went wrong in this world which nobody else would hear of: every {@link advance}, {@link run} and
   * {@link until} that waits rejects with it. When none waits, the next one does; when none is called in the same turn of
   * the host either, it is an uncaught exception.
   *
   * Devices on this clock say so of what their tasks, subscribers, timers and callbacks throw, unless their `onTaskError` says
   * otherwise.
   *
   * @param error - what they reject with.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@luat/adapters/mock";
   *
   * const clock = new VirtualClock();
   * clock.after(5, () => clock.fail(new Error("an expectation does not hold")));
   * await clock.run().catch((error: Error) => error.message); // "an expectation does not hold"
   * ```
   */
  fail(error: unknown): void {
    this.#waits.fail(annotated(this, error));
  }

  /**
   * Takes part in the errors of waits that cannot end, and of scripts. Devices on this clock tell there what they wait for.
   *
   * @param text - asked then; undefined: there is nothing to say.
   * @returns what ends it.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@luat/adapters/mock";
   *
   * const clock = new VirtualClock();
   * const stop = clock.note(() => "the pump has not answered");
   * await clock.run(() => new Promise(() => undefined)).catch((error: Error) => error.message.split("\n")[1]); // "the pump has not answered"
   * stop();
   * ```
   */
  note(text: () => string | undefined): Stop {
    return addFirst(this, text);
  }

  /**
   * Lets time pass, with all that happens in it.
   *
   * @param ms - virtual milliseconds, at least 0; 0 lets happen what is due now.
   * @throws RangeError for another number.
   */
  async advance(ms: number): Promise<void> {
    if (!(typeof ms === "number" && ms >= 0 && ms < Infinity)) throw new RangeError(`ms is ${shown(ms)}; expected a finite number of at least 0`);
    let over = false;
    this.after(ms, () => {
      over = true;
    });
    await this.#waits.add(() => over);
  }

  /**
   * Moves time until nothing is left to happen; with a function, until the promise it returned settles, and gives
   * its result.
   *
   * @param work - called at once.
   * @param options - how long it may take on this clock; where there is no work, the only argument.
   * @returns what `work` promised.
   * @throws Error when the promise can never settle (nothing is left to happen) or did not within `options.within`, or
   * when timers are set anew for ever.
   */
  run(options?: RunOptions): Promise<void>;
  run<T>(work: () => Promise<T>, options?: RunOptions): Promise<T>;
  async run<T>(first?: (() => Promise<T>) | RunOptions, more?: RunOptions): Promise<T | void> {
    const [work, options] = workAndOptions("run", first, more);
    if (work === undefined) {
      await this.#waitFor(() => this.waiting === 0, "timers are set again and again", options);
      return;
    }
    let settled = false;
    const promise = promiseOf(work());
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.#waitFor(() => settled, "the promise did not settle", options);
    return promise.catch((error: unknown) => {
      throw annotated(this, error);
    });
  }

  /**
   * Moves time until `condition()` holds. It is asked whenever everything is idle, at first before time moves.
   *
   * @param condition - true when it may stop.
   * @param options - how long it may take on this clock.
   * @throws Error when it can never hold (nothing is left to happen) or did not within `options.within`, and what
   * `condition` throws.
   */
  async until(condition: () => boolean, options?: RunOptions): Promise<void> {
    mustBeFunction("condition", condition);
    await this.#waitFor(condition, "the condition did not become true", options);
  }

  async #waitFor(condition: () => boolean, what: string, options?: RunOptions): Promise<void> {
    const within = options?.within ?? ONE_DAY;
    mustBeLimit("within", within);
    let expired = false;
    const stop = this.#timeline.limit(within, () => {
      expired = true;
    });
    try {
      let holds = false;
      const happened = await this.#waits.add(() => (holds = condition()) || expired);
      if (holds) return;
      const error = happened
        ? stuck(what, `${within} virtual ms have passed`, options?.within === undefined ? "the option `within` sets another limit" : undefined)
        : stuck(what, "nothing is left to happen on this clock", this.#timeline.time.hint);
      throw annotated(this, error, "waits");
    } finally {
      stop();
    }
  }
}
