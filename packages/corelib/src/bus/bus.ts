import type { Clock } from "@luat/contract";
import { Fifo } from "./fifo.js";
import type { TaskErrors } from "./task-errors.js";

/** Who gets a message of the {@link Bus}. */
export interface BusTarget {
  /** What it throws goes to the device's `onTaskError`. */
  deliver(a: number, b: number): void;
  /** Names the target there. */
  toString(): string;
}

/** Nothing is queued and nothing runs. */
const IDLE = 0;
/** A delivery or dispatch runs. */
const BUSY = 1;
/** The clock was asked to go on. */
const WAITING = 2;
const STOPPED = 3;

/** Deliveries after which timers, reads and signals get their chance, and topics after which a message does. */
const RUN = 256;

/**
 * The one message queue of a device: everything that calls user code goes through it, so that user code never runs
 * before the API call that caused it has returned, and never in the middle of other user code.
 *
 * Published topics have a queue of their own, which is emptied before the next message (LuatOS's `run()` does the
 * same). After a delivery that ended a task's wait, the bus goes on only when the promise jobs are used up: the task
 * has then run up to its next wait, and misses nothing.
 *
 * So that a loop of publishing starves neither timers nor cards, the bus takes a full turn of the clock after 256
 * deliveries, and lets one message pass after 256 topics in a row.
 */
export class Bus {
  readonly #clock: Clock;
  readonly #errors: TaskErrors;
  readonly #dispatch: (topic: unknown, args: readonly unknown[]) => void;
  /** Flat, to save an object per message: target, a, b, target, a, b … */
  readonly #messages = new Fifo<unknown>();
  /** Flat: topic, args, topic, args … */
  readonly #topics = new Fifo<unknown>();
  #state: number = IDLE;
  /** Deliveries since the last full turn. */
  #run = 0;
  /** Topics since the last message, or since nothing was queued. */
  #topicsInRow = 0;
  #resumed = false;

  /** @param dispatch - calls who subscribed to a topic; may not throw. */
  constructor(clock: Clock, errors: TaskErrors, dispatch: (topic: unknown, args: readonly unknown[]) => void) {
    this.#clock = clock;
    this.#errors = errors;
    this.#dispatch = dispatch;
  }

  /** Where failures of user code go that the bus cannot see by itself, such as promises that reject. */
  get errors(): TaskErrors {
    return this.#errors;
  }

  /** Queues a message. It is delivered later, never before the caller has returned; after `stop()` never. */
  post(target: BusTarget, a: number, b: number): void {
    if (this.#state === STOPPED) return;
    this.#messages.push(target);
    this.#messages.push(a);
    this.#messages.push(b);
    if (this.#state === IDLE) this.#schedule();
  }

  /**
   * Delivers a message at once when nothing is queued or being delivered, else queues it. Only for low-level events
   * (of a card or the clock), never from inside a call of the user's.
   */
  direct(target: BusTarget, a: number, b: number): void {
    if (this.#state !== IDLE) {
      this.post(target, a, b);
      return;
    }
    this.#state = BUSY;
    this.#deliver(target, a, b);
    this.#goOn();
  }

  /** Queues a topic. It is dispatched later, never before the caller has returned; after `stop()` never. */
  publish(topic: unknown, args: readonly unknown[]): void {
    if (this.#state === STOPPED) return;
    this.#topics.push(topic);
    this.#topics.push(args);
    if (this.#state === IDLE) this.#schedule();
  }

  /** Notes that the wait of a task has ended: the bus lets the task run before it goes on. */
  resumed(): void {
    this.#resumed = true;
  }

  /**
   * Counts something that was done at once and without a delivery. False when so much was done since the last full
   * turn that the caller has to take one (and then call {@link Bus.turned}).
   */
  spend(): boolean {
    if (this.#run >= RUN) return false;
    this.#run++;
    return true;
  }

  /** Notes that a full turn was taken. */
  turned(): void {
    this.#run = 0;
  }

  /** Drops everything that is queued; nothing is delivered any more. */
  stop(): void {
    this.#state = STOPPED;
    this.#messages.clear();
    this.#topics.clear();
  }

  #schedule(): void {
    this.#state = WAITING;
    if (this.#run < RUN) this.#clock.dry(this.#afterDry);
    else this.#clock.turn(this.#afterTurn);
  }

  readonly #afterDry = (): void => {
    if (this.#state !== WAITING) return;
    this.#state = BUSY;
    this.#goOn();
  };

  readonly #afterTurn = (): void => {
    this.turned();
    this.#afterDry();
  };

  #goOn(): void {
    while (this.#state === BUSY) {
      if (this.#resumed) {
        this.#resumed = false;
        this.#schedule();
      } else if (this.#topics.size === 0 && this.#messages.size === 0) {
        this.#state = IDLE;
        this.#topicsInRow = 0;
      } else if (!this.spend()) {
        this.#schedule();
      } else if (this.#topics.size > 0 && (this.#topicsInRow < RUN || this.#messages.size === 0)) {
        this.#topicsInRow++;
        const topic = this.#topics.shift();
        this.#dispatch(topic, this.#topics.shift() as readonly unknown[]);
      } else {
        this.#topicsInRow = 0;
        const target = this.#messages.shift() as BusTarget;
        const a = this.#messages.shift() as number;
        this.#deliver(target, a, this.#messages.shift() as number);
      }
    }
  }

  #deliver(target: BusTarget, a: number, b: number): void {
    try {
      target.deliver(a, b);
    } catch (error) {
      this.#errors.report(error, String(target));
    }
  }
}
