import { blame } from "../connection/blame.js";
import { cardOf } from "../connection/card.js";
import { coarseWait } from "../connection/coarse-wait.js";
import type { World } from "../connection/world.js";
import { AnswerError, ClosedError, errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectSignal } from "../expect.js";
import { planOf, type ServerTime, type SntpOptions } from "./sntp-options.js";
import { TimeHunt, type Failure } from "./time-hunt.js";

const OP = "get the time";

/**
 * Asks time servers; see `Device.sntp`.
 *
 * @param setTime - sets the device's time of day.
 */
export async function sntpIn(world: World, setTime: (ms: number) => void, options: SntpOptions = {}): Promise<ServerTime> {
  const plan = planOf(options);
  const { timeout, serverTimeout, set } = plan;
  const signal = expectSignal(options.signal);
  const card = cardOf(world, options.adapter, OP);
  signal?.throwIfAborted();

  const hunt = new TimeHunt(world, card, plan, (time) => {
    if (set) setTime(time);
  });
  const { origin } = hunt;
  const timedOut = (): TimeoutError => new TimeoutError(timeout ?? 0, { op: OP, endpoint: hunt.endpoint, note: hunt.waitsFor });
  try {
    const outcome = await coarseWait(hunt.outcome, { clock: world.clock, origin, timeout, signal, timedOut });
    if (outcome === "stopped") throw new ClosedError("stopped", "the device was stopped", { op: OP, endpoint: hunt.endpoint });
    if ("found" in outcome) return outcome.found;
    // Made here and not where it is told, so that its stack names who called.
    throw errorOfAll(outcome.failures, serverTimeout);
  } catch (error) {
    // Made anew, as it now waits for something else than at the start.
    const late = error instanceof TimeoutError && world.open.has(hunt) ? timedOut() : undefined;
    hunt.stopNow();
    throw blame(origin, late ?? error);
  }
}

/** The error of the server that was asked last, which knows those of the others. */
function errorOfAll(failures: readonly Failure[], serverTimeout: number): LuatError {
  const errors = failures.map((failure) => errorOfOne(failure, serverTimeout));
  const last = failures.at(-1);
  if (last === undefined) throw new Error("a hunt without servers");
  if (errors.length === 1) return errorOfOne(last, serverTimeout);
  return errorOfOne(last, serverTimeout, { note: `the last of ${errors.length} servers`, cause: new AggregateError(errors, "no server told the time") });
}

function errorOfOne(failure: Failure, serverTimeout: number, more: { readonly note?: string; readonly cause?: unknown } = {}): LuatError {
  const { endpoint } = failure;
  const details = { op: OP, endpoint, ...more };
  switch (failure.kind) {
    case "late": {
      const note = [failure.waitedFor, more.note].filter((one) => one !== undefined).join(", ");
      return new TimeoutError(serverTimeout, note === "" ? details : { ...details, note });
    }
    case "flaw":
      return new AnswerError(failure.flaw, { ...details, kiss: failure.kiss });
    case "fault":
      return errorOf(more.cause === undefined ? failure.fault : { ...failure.fault, cause: more.cause }, details);
  }
}
