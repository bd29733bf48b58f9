import { createHook } from "node:async_hooks";
import { nodeAdapter } from "@luat/adapters/node";
import { systemClock, type Adapter, type Clock, type Stream } from "@luat/contract";
import { vi } from "vitest";

/** What was done since the last `reset`, each a thing that costs. */
export interface Counts {
  /** Timers asked of the host. */
  timers: number;
  /** Turns of the host's loop that were waited for. */
  turns: number;
  /** Times that promise jobs had to run dry. */
  dries: number;
  /** Calls of a stream's `send`: each is one of the system's. */
  sends: number;
  /** Copies of bytes: `set` and `slice` of typed arrays. */
  copies: number;
  /** Promises, those of `await` included. */
  promises: number;
  /** Listeners on signals. */
  listeners: number;
}

export interface Counter {
  readonly counts: Counts;
  readonly clock: Clock;
  readonly card: Adapter;
  reset(): void;
  stop(): void;
}

const NONE: Counts = { timers: 0, turns: 0, dries: 0, sends: 0, copies: 0, promises: 0, listeners: 0 };

/** Node's card and the system's clock, and all that is asked of them and of the language counted. */
export function counted(): Counter {
  const counts: Counts = { ...NONE };
  const clock: Clock = {
    now: () => systemClock.now(),
    wall: () => systemClock.wall(),
    after(ms, fn) {
      counts.timers++;
      return systemClock.after(ms, fn);
    },
    turn(fn) {
      counts.turns++;
      systemClock.turn(fn);
    },
    dry(fn) {
      counts.dries++;
      systemClock.dry(fn);
    },
  };
  const inner = nodeAdapter();
  const dial: Adapter["dial"] = (to, options, sink) => {
    const stream: Stream = inner.dial(to, options, sink);
    const send = stream.send.bind(stream);
    stream.send = (bytes) => {
      counts.sends++;
      return send(bytes);
    };
    return stream;
  };
  const card = new Proxy(inner, {
    get(target, key) {
      if (key === "dial") return dial;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
  const { set, slice } = Uint8Array.prototype;
  const setting = vi.spyOn(Uint8Array.prototype, "set").mockImplementation(function counting(this: Uint8Array, ...args) {
    counts.copies++;
    set.apply(this, args);
  });
  const slicing = vi.spyOn(Uint8Array.prototype, "slice").mockImplementation(function counting(this: Uint8Array, ...args) {
    counts.copies++;
    return slice.apply(this, args);
  });
  const listen = EventTarget.prototype.addEventListener;
  const listening = vi.spyOn(EventTarget.prototype, "addEventListener").mockImplementation(function counting(this: EventTarget, ...args) {
    counts.listeners++;
    listen.apply(this, args);
  });
  const hook = createHook({
    init(_id, type) {
      if (type === "PROMISE") counts.promises++;
    },
  }).enable();
  return {
    counts,
    clock,
    card,
    reset: () => Object.assign(counts, NONE),
    stop() {
      hook.disable();
      for (const spy of [setting, slicing, listening]) spy.mockRestore();
    },
  };
}
