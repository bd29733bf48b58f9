import type { Clock, Stop } from "@luat/contract";
import type { Bus, BusTarget } from "../bus/bus.js";
import type { Log } from "../log/log.js";
import type { OpenItem } from "../open/open-item.js";
import type { Origin } from "../open/origin.js";
import type { Origins } from "../open/origins.js";
import type { Callback } from "./topic-table.js";

/** The ids of user timers; LuatOS keeps the lower ones for the waits of tasks. */
const FIRST_ID = 0x200000;
const LAST_ID = 0x7fffff;

/** The user timers of one device. A function with equal arguments has one timer at most. */
export class Timers {
  readonly #clock: Clock;
  readonly #bus: Bus;
  readonly #log: Log;
  readonly #origins: Origins;
  readonly #first: number;
  readonly #last: number;
  readonly #byId = new Map<number, Timer>();
  readonly #byFn = new Map<Callback, Set<Timer>>();
  #next: number;

  constructor(clock: Clock, bus: Bus, log: Log, origins: Origins, first: number = FIRST_ID, last: number = LAST_ID) {
    this.#clock = clock;
    this.#bus = bus;
    this.#log = log;
    this.#origins = origins;
    this.#first = first;
    this.#last = last;
    this.#next = first;
  }

  start(fn: Callback, ms: number, args: readonly unknown[], loop: boolean): number | undefined {
    this.stopFn(fn, args);
    if (ms < 1 || this.#byId.size > this.#last - this.#first) {
      this.#log.error("sys", ms < 1 ? `a timer of ${ms} ms cannot start; the least is 1` : "too many timers");
      return undefined;
    }
    const timer = new Timer(this, this.#freeId(), fn, args, ms, loop, this.#origins.note());
    this.#byId.set(timer.id, timer);
    const others = this.#byFn.get(fn);
    if (others === undefined) this.#byFn.set(fn, new Set([timer]));
    else others.add(timer);
    this.#arm(timer, this.#clock.now() + ms);
    return timer.id;
  }

  stopId(id: number): void {
    const timer = this.#byId.get(id);
    if (timer !== undefined) this.remove(timer);
  }

  stopFn(fn: Callback, args: readonly unknown[]): void {
    const timer = this.#find(fn, args);
    if (timer !== undefined) this.remove(timer);
  }

  stopAll(fn: Callback): void {
    for (const timer of [...(this.#byFn.get(fn) ?? [])]) this.remove(timer);
  }

  hasId(id: number): boolean {
    return this.#byId.has(id);
  }

  hasFn(fn: Callback, args: readonly unknown[]): boolean {
    return this.#find(fn, args) !== undefined;
  }

  stop(): void {
    for (const timer of [...this.#byId.values()]) this.remove(timer);
  }

  /** Forgets a timer; a tick of it that is queued already finds it gone. */
  remove(timer: Timer): void {
    timer.disarm?.();
    timer.live = false;
    this.#byId.delete(timer.id);
    const others = this.#byFn.get(timer.fn);
    if (others?.delete(timer) && others.size === 0) this.#byFn.delete(timer.fn);
  }

  open(): readonly OpenItem[] {
    return [...this.#byId.values()];
  }

  watch(result: unknown, timer: Timer): void {
    if (result !== undefined) this.#bus.errors.watch(result, String(timer));
  }

  #arm(timer: Timer, due: number): void {
    timer.disarm = this.#clock.after(due - this.#clock.now(), () => {
      // Ticks keep their rhythm, however late one is; those that were missed are skipped.
      const { period } = timer;
      if (period > 0) this.#arm(timer, due + period * (1 + Math.floor((this.#clock.now() - due) / period)));
      this.#bus.direct(timer, 0, 0);
    });
  }

  #find(fn: Callback, args: readonly unknown[]): Timer | undefined {
    for (const timer of this.#byFn.get(fn) ?? []) {
      if (sameArgs(timer.args, args)) return timer;
    }
    return undefined;
  }

  #freeId(): number {
    for (;;) {
      const id = this.#next;
      this.#next = id === this.#last ? this.#first : id + 1;
      if (!this.#byId.has(id)) return id;
    }
  }
}

class Timer implements BusTarget, OpenItem {
  readonly #timers: Timers;
  readonly id: number;
  readonly fn: Callback;
  readonly args: readonly unknown[];
  readonly ms: number;
  /** 0: it ticks once. */
  readonly period: number;
  readonly origin: Origin | undefined;
  disarm: Stop | undefined;
  live = true;

  constructor(timers: Timers, id: number, fn: Callback, args: readonly unknown[], ms: number, loop: boolean, origin: Origin | undefined) {
    this.#timers = timers;
    this.id = id;
    this.fn = fn;
    this.args = args;
    this.ms = ms;
    this.period = loop ? ms : 0;
    this.origin = origin;
  }

  get what(): string {
    return this.period > 0 ? `${String(this)}, every ${this.ms} ms` : `${String(this)}, once after ${this.ms} ms`;
  }

  deliver(): void {
    if (!this.live) return;
    // Before its function runs, so that this may start it anew.
    if (this.period === 0) this.#timers.remove(this);
    const result: unknown = this.fn(...(this.args as never[]));
    this.#timers.watch(result, this);
  }

  toString(): string {
    return this.fn.name === "" ? "timer function" : `timer function ${this.fn.name}`;
  }
}

/** Equal one by one; nil arguments at the end count as absent. */
function sameArgs(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = Math.max(a.length, b.length) - 1; i >= 0; i--) {
    if ((a[i] ?? undefined) !== (b[i] ?? undefined)) return false;
  }
  return true;
}
