import type { Corelib } from "@luat/corelib";
import { ClosedError, TimeoutError } from "../errors.js";
import { expectSignal, expectTimeout } from "../expect.js";
import { coarseWait } from "./coarse-wait.js";
import type { WaitOptions } from "./wait-options.js";
import type { Ending, World } from "./world.js";

/** Waits until the default card is ready; see `Device.ready`. */
export async function readyIn(world: World, watch: Corelib["watch"], options: WaitOptions = {}): Promise<string> {
  const { clock } = world;
  const timeout = expectTimeout(options.timeout);
  const signal = expectSignal(options.signal);
  signal?.throwIfAborted();
  const stopped = (): ClosedError => new ClosedError("stopped", "the device was stopped", { op: "wait for the network" });
  if (world.stopped) throw stopped();
  const address = (): string | undefined => {
    const card = world.cards.get(world.cards.default);
    return card?.isReady() === true ? card.address()?.ip : undefined;
  };
  const now = address();
  if (now !== undefined) return now;
  const item = { what: "a wait for the network", limit: timeout ?? Infinity, origin: world.origins.note() };
  let onReady = (): void => undefined;
  const ending: Ending = { stopNow: () => undefined, items: () => [item] };
  const up = new Promise<string>((resolve, reject) => {
    onReady = () => {
      const ip = address();
      if (ip !== undefined) resolve(ip);
    };
    ending.stopNow = () => {
      reject(stopped());
    };
  });
  const stop = watch("IP_READY", onReady);
  world.open.add(ending);
  try {
    return await coarseWait(up, { clock, origin: item.origin, timeout, signal, timedOut: () => new TimeoutError(timeout ?? 0, { op: "wait for the network" }) });
  } finally {
    stop();
    world.open.delete(ending);
  }
}
