import type { Endpoint } from "@luat/contract";
import { describeAction, openingKey, type Action, type Opening } from "./action.js";
import type { Took } from "./entry.js";
import type { Match } from "./match.js";
import { ReplayError } from "./replay-error.js";
import { SocketActions } from "./socket-actions.js";
import type { Step } from "./track.js";

/** Sockets may be opened in any order, and only how much they send is looked at. */
export class LenientMatch implements Match {
  readonly tracks: ReadonlyArray<readonly Step[]>;
  readonly failsWhole = false;
  readonly #openings = new Map<string, Step[]>();
  readonly #bySocket: SocketActions;

  constructor(steps: readonly Step[]) {
    const tracks = new Map<number, Step[]>();
    for (const step of steps) {
      const { entry } = step;
      append(tracks, entry.ev === "link" ? 0 : entry.id, step);
      if (isOpening(entry)) append(this.#openings, openingKey(entry), step);
    }
    this.tracks = [...tracks.values()];
    this.#bySocket = new SocketActions(steps);
  }

  open(opening: Opening): Step {
    const key = openingKey(opening);
    const step = this.#openings.get(key)?.shift();
    if (step === undefined) throw new ReplayError(`the transcript has no ${key} that was not used, but the program did ${describeAction(opening)}`);
    return step;
  }

  act(action: Action): Step | undefined {
    const step = this.#bySocket.find(action.id, ({ entry }) => entry.ev === action.ev);
    if (step === undefined && action.ev === "accept") throw new ReplayError(`the transcript does not have client ${action.id} accepted, but the program did`);
    return step;
  }

  send(id: number, bytes: Uint8Array): Took {
    let took: Took = "sent";
    for (let at = 0; at < bytes.length; ) {
      const step = this.#bySocket.find(id, ({ entry }) => entry.ev === "out");
      if (step?.entry.ev !== "out") return "sent";
      const length = Math.min(step.entry.bytes.length - step.used, bytes.length - at);
      step.used += length;
      step.isDone = step.used === step.entry.bytes.length;
      took = step.isDone ? step.entry.took : "sent";
      at += length;
    }
    return took;
  }

  takeFull(id: number): boolean {
    return this.#bySocket.takeFull(id);
  }

  sendDatagram(id: number, _bytes: Uint8Array, to: Endpoint | undefined): Took {
    const step = this.#bySocket.find(id, ({ entry }) => entry.ev === "datagram-out" && entry.to?.host === to?.host && entry.to?.port === to?.port);
    if (step?.entry.ev !== "datagram-out") return "sent";
    step.isDone = true;
    return step.entry.took;
  }
}

function isOpening<T extends { readonly ev: string }>(entry: T): entry is Extract<T, Opening> {
  return ["resolve", "dial", "listen", "bind"].includes(entry.ev);
}

function append<K>(lists: Map<K, Step[]>, key: K, step: Step): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [step]);
  else list.push(step);
}
