import { formatEndpoint, type Endpoint } from "@luat/contract";
import { describeAction, isAction, showBytes, type Action, type Opening } from "./action.js";
import type { Entry, Took } from "./entry.js";
import { mustBeSame } from "./first-difference.js";
import type { Match } from "./match.js";
import { ReplayError } from "./replay-error.js";
import { SocketActions } from "./socket-actions.js";
import type { Step } from "./track.js";

/**
 * The program does the same things in the same order. Bytes are one stream for each socket, in pieces of any size: they
 * may be sent sooner than they were recorded, but not later than what the program did next then.
 */
export class StrictMatch implements Match {
  readonly tracks: ReadonlyArray<readonly Step[]>;
  readonly failsWhole = true;
  readonly #actions: readonly Step[];
  readonly #bySocket: SocketActions;
  #front = 0;

  constructor(steps: readonly Step[]) {
    this.tracks = [steps];
    this.#actions = steps.filter(({ entry }) => isAction(entry));
    this.#bySocket = new SocketActions(steps);
  }

  open(opening: Opening): Step {
    return this.#mustBeNext(opening);
  }

  act(action: Action): Step | undefined {
    // A recording that stopped says nothing of how the program cleaned up.
    if (this.#next === undefined && (action.ev === "destroy" || action.ev === "close" || action.ev === "refuse")) return undefined;
    return this.#mustBeNext(action);
  }

  send(id: number, bytes: Uint8Array): Took {
    let step: Step | undefined;
    for (let at = 0; at < bytes.length; ) {
      step = this.#bySocket.next(id);
      const entry = step?.entry;
      const rest = bytes.subarray(at);
      if (step === undefined || entry?.ev !== "out") throw unexpected(step, `sent ${showBytes(rest)} on stream ${id}`);
      mustBeSame(step, entry.bytes, step.used, rest);
      const length = Math.min(entry.bytes.length - step.used, rest.length);
      step.used += length;
      step.isDone = step.used === entry.bytes.length;
      at += length;
    }
    return step?.isDone === true ? (step.entry as Entry & { took: Took }).took : "sent";
  }

  takeFull(id: number): boolean {
    return this.#bySocket.takeFull(id);
  }

  sendDatagram(id: number, bytes: Uint8Array, to: Endpoint | undefined): Took {
    const step = this.#bySocket.next(id);
    const entry = step?.entry;
    const got = `sent the datagram ${showBytes(bytes)}${to === undefined ? "" : ` to ${formatEndpoint(to)}`}`;
    if (step === undefined || entry?.ev !== "datagram-out" || !isSame(entry.to, to)) throw unexpected(step, got);
    mustBeSame(step, entry.bytes, 0, bytes);
    if (entry.bytes.length !== bytes.length) throw unexpected(step, `${got} of ${bytes.length} bytes instead of ${entry.bytes.length}`);
    step.isDone = true;
    return entry.took;
  }

  get #next(): Step | undefined {
    while (this.#actions[this.#front]?.isDone === true) this.#front++;
    return this.#actions[this.#front];
  }

  #mustBeNext(action: Action): Step {
    const step = this.#next;
    const got = describeAction(action);
    if (step === undefined || describeAction(step.entry as Entry & Action) !== got) throw unexpected(step, `did ${got}`);
    return step;
  }
}

function unexpected(step: Step | undefined, got: string): ReplayError {
  if (step === undefined) return new ReplayError(`the transcript has nothing more for the program to do, but it ${got}`);
  const more = step.used > 0 ? ` from byte ${step.used + 1} on` : "";
  return new ReplayError(`expected the program to ${describeAction(step.entry as Entry & Action)}${more}, but it ${got}`, step.line);
}

function isSame(a: Endpoint | undefined, b: Endpoint | undefined): boolean {
  return a?.host === b?.host && a?.port === b?.port;
}
