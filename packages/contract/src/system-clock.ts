import type { Clock } from "./clock.js";
import type { Stop } from "./stop.js";

// The host's functions are taken afresh at each call, so that a test runner's fake timers are seen; only what
// settles promise chains is kept from the start, because faked it would never run.
interface Host {
  process?: { nextTick?: (fn: () => void) => void };
  setImmediate?: (fn: () => void) => unknown;
  MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; unref?: () => void; ref?: () => void };
    port2: { postMessage(value: unknown): void };
  };
}
const host = globalThis as unknown as Host;
const settled = Promise.resolve();
const nextTick = host.process?.nextTick;

/** A delay above this overflows the host's timers and would fire at once. */
const LONGEST = 2_147_483_647;

function makeTurn(): (fn: () => void) => void {
  const immediate = host.setImmediate;
  if (immediate !== undefined) return (fn) => void immediate(fn);
  const Channel = host.MessageChannel;
  if (Channel === undefined) return (fn) => void globalThis.setTimeout(fn, 0);
  const queue: Array<() => void> = [];
  const { port1, port2 } = new Channel();
  port1.onmessage = () => queue.shift()?.();
  return (fn) => {
    queue.push(fn);
    port2.postMessage(0);
  };
}

const takeTurn = makeTurn();

/**
 * Calls `fn` when the code that runs now has ended and no promise job is left, however deep the chains are.
 *
 * Node runs its tick queue again only after the promise jobs are used up, so a tick asked for from a job comes last;
 * elsewhere a message to oneself does the same, one turn later.
 *
 * @example
 * ```ts
 * import { jobsDry } from "@luat/contract";
 *
 * jobsDry(() => console.log("last"));
 * void Promise.resolve().then(() => Promise.resolve()).then(() => console.log("first"));
 * ```
 */
export function jobsDry(fn: () => void): void {
  if (nextTick === undefined) takeTurn(fn);
  // Half the price of queueMicrotask, which makes an asynchronous resource of each.
  else void settled.then(() => nextTick(fn));
}

/**
 * The real time of this host. There is one; it holds no state.
 *
 * @example
 * ```ts
 * import { systemClock } from "@luat/contract";
 *
 * const stop = systemClock.after(60_000, () => console.log("a minute later"));
 * stop(); // it is never printed
 * ```
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, fn): Stop {
    const due = performance.now() + ms;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = (): void => {
      const left = due - performance.now();
      // The host rounds down, and a timer that fires early would break "never earlier".
      if (left > 0 || timer === undefined) timer = setTimeout(arm, Math.min(Math.max(0, Math.ceil(left)), LONGEST));
      else fn();
    };
    arm();
    return () => {
      clearTimeout(timer);
    };
  },
  dry: jobsDry,
  turn: takeTurn,
};
