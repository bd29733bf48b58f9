import { TimerQueue, type Clock, type Stop, type Timed } from "@luat/contract";

/** What is told when its time has come. */
export interface Due {
  /** Its time has come. Called once each time that it was armed, unless it was disarmed meanwhile. */
  onDue(): void;
}

/** One time-out that is armed and disarmed again and again. */
export class Deadline implements Timed, Due {
  due = 0;
  place = -1;
  order = 0;
  /** When it is to fire; Infinity while disarmed. The queue may hold an earlier `due`. */
  at = Infinity;

  /** What it calls when it fires. */
  readonly onDue: () => void;

  constructor(onDue: () => void) {
    this.onDue = onDue;
  }
}

/** A deadline that tells an object instead of a function of its own: half the memory, and it can pass from one to the next. */
export class HeldDeadline implements Timed, Due {
  due = 0;
  place = -1;
  order = 0;
  /** When it is to fire; Infinity while disarmed. The queue may hold an earlier `due`. */
  at = Infinity;

  /** Who is told when it fires; may be another one each time. */
  holder: Due;

  constructor(holder: Due) {
    this.holder = holder;
  }

  /** Tells the holder of the moment. */
  onDue(): void {
    this.holder.onDue();
  }
}

type AnyDeadline = Deadline | HeldDeadline;

/**
 * All deadlines of a device behind one timer.
 *
 * Arming stores a number. A deadline is filed in the queue once, at its earliest moment, and when that comes and it
 * was moved meanwhile it is filed anew; so thousands of calls cost one entry, and disarming costs an assignment.
 * Nothing fires early. {@link forget} a deadline when its holder ends, and no timer stays behind.
 *
 * @example
 * ```ts
 * import { VirtualClock } from "@luat/adapters/mock";
 * import { Deadline, Deadlines } from "@luat/socket/runtime";
 *
 * const clock = new VirtualClock();
 * const deadlines = new Deadlines(clock);
 * const silence = new Deadline(() => console.log(`silent until ${clock.now()}`)); // prints "silent until 250"
 * deadlines.arm(silence, 100);
 * deadlines.arm(silence, 250); // instead
 * await clock.run();
 * ```
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #queue = new TimerQueue<AnyDeadline>();
  #stop: Stop | undefined;
  #armedFor = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets `deadline` fire in `ms` milliseconds instead of whenever it was to. */
  arm(deadline: AnyDeadline, ms: number): void {
    const at = this.#clock.now() + ms;
    deadline.at = at;
    if (deadline.place >= 0 && deadline.due <= at) return;
    this.#queue.add(deadline, at);
    if (at < this.#armedFor) this.#rearm();
  }

  /** Lets it not fire. */
  disarm(deadline: AnyDeadline): void {
    deadline.at = Infinity;
  }

  /** Takes it out for good. */
  forget(deadline: AnyDeadline): void {
    deadline.at = Infinity;
    if (deadline.place < 0) return;
    this.#queue.remove(deadline);
    if (this.#queue.size === 0) this.#rearm();
  }

  #rearm(): void {
    this.#stop?.();
    this.#stop = undefined;
    const first = this.#queue.first;
    this.#armedFor = first?.due ?? Infinity;
    if (first === undefined) return;
    this.#stop = this.#clock.after(Math.max(0, first.due - this.#clock.now()), () => {
      this.#stop = undefined;
      this.#armedFor = Infinity;
      this.#fire();
    });
  }

  #fire(): void {
    const now = this.#clock.now();
    for (let first = this.#queue.first; first !== undefined && first.due <= now; first = this.#queue.first) {
      this.#queue.remove(first);
      if (first.at > now) {
        if (first.at < Infinity) this.#queue.add(first, first.at);
        continue;
      }
      first.at = Infinity;
      first.onDue();
    }
    if (this.#armedFor === Infinity) this.#rearm();
  }
}
