import type { Clock, Stop } from "@luat/contract";
import type { Bus, BusTarget } from "../bus/bus.js";
import { openText, type OpenItem } from "../open/open-item.js";
import type { Origin } from "../open/origin.js";
import type { Origins } from "../open/origins.js";
import { TaskStopped } from "./task-stopped.js";

interface OpenWait extends OpenItem {
  abandon(): void;
}

/** The waits of one device that have not ended. */
export class Waits {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly origins: Origins;
  readonly #open = new Set<OpenWait>();
  #stopped = false;

  constructor(clock: Clock, bus: Bus, origins: Origins) {
    this.clock = clock;
    this.bus = bus;
    this.origins = origins;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  get size(): number {
    return this.#open.size;
  }

  add(wait: OpenWait): void {
    this.#open.add(wait);
  }

  delete(wait: OpenWait): void {
    this.#open.delete(wait);
  }

  open(): readonly OpenItem[] {
    return [...this.#open];
  }

  /** A wait that ends at once, but not so often in a row that a loop of them starves the timers. */
  atOnce<T>(value: T): Promise<T> {
    if (this.bus.spend()) return Promise.resolve(value);
    const wait = new TurnWait<T>(this);
    this.clock.turn(() => {
      this.bus.turned();
      wait.settle(value);
    });
    return wait.promise;
  }

  /** Rejects all waits with {@link TaskStopped}. */
  stop(): void {
    this.#stopped = true;
    for (const wait of [...this.#open]) wait.abandon();
  }

  /** What every wait gives after `stop()`. */
  refuse(): Promise<never> {
    return quiet(Promise.reject(new TaskStopped()));
  }
}

/** One wait: a promise that is settled once, by what it waits for, by its time limit, or by the end of the device. */
export abstract class Wait<T> implements BusTarget, OpenItem {
  readonly promise: Promise<T>;
  readonly origin: Origin | undefined;
  protected readonly waits: Waits;
  #resolve!: (value: T) => void;
  #reject!: (error: TaskStopped) => void;
  readonly #disarm: Stop | undefined;
  readonly #ms: number | undefined;
  #ended = false;

  /** @param ms - the time limit; `undefined`: none. */
  constructor(waits: Waits, ms?: number) {
    this.waits = waits;
    this.origin = waits.origins.note();
    this.#ms = ms;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    waits.add(this);
    if (ms !== undefined) {
      this.#disarm = waits.clock.after(ms, () => {
        waits.bus.direct(this, 0, 0);
      });
    }
  }

  abstract get what(): string;

  get limit(): number {
    return this.#ms ?? Infinity;
  }

  /** The time limit is over. */
  deliver(): void {
    if (!this.#ended) this.expired();
  }

  /** Ends the wait; does nothing when it has ended. */
  settle(value: T): void {
    if (!this.#end()) return;
    this.waits.bus.resumed();
    this.#resolve(value);
  }

  abandon(): void {
    if (!this.#end()) return;
    void quiet(this.promise);
    this.#reject(this.#stopped());
  }

  #stopped(): TaskStopped {
    return this.origin?.blame(new TaskStopped(openText(this))) ?? new TaskStopped();
  }

  /** What happens when the time limit is over. */
  protected abstract expired(): void;

  /** Stops watching for what it waits for. */
  protected leave(): void {}

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#disarm?.();
    this.waits.delete(this);
    this.leave();
    return true;
  }
}

/** The wait of `sys.wait`. */
export class Sleep extends Wait<void> {
  get what(): string {
    return "a wait";
  }

  protected override expired(): void {
    this.settle();
  }
}

class TurnWait<T> extends Wait<T> {
  get what(): string {
    return "a wait";
  }

  override get limit(): number {
    return 0;
  }

  protected override expired(): void {}
}

/** Nobody has to handle the rejection: a wait may be abandoned by whoever called it. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
