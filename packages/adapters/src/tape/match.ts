import type { Endpoint } from "@luat/contract";
import type { Action, Opening } from "./action.js";
import type { Took } from "./entry.js";
import type { Step } from "./track.js";

/** How what the program does is found in a transcript. What it does not find is a ReplayError that it throws. */
export interface Match {
  /** The lines that follow each other. */
  readonly tracks: ReadonlyArray<readonly Step[]>;
  /** Whether one failure ends everything. */
  readonly failsWhole: boolean;
  open(opening: Opening): Step;
  /** Gives the step that this is, if it need be one. */
  act(action: Action): Step | undefined;
  /** Bytes of a stream; what they were is done afterwards. */
  send(id: number, bytes: Uint8Array): Took;
  /** A whole datagram; it is done afterwards. */
  sendDatagram(id: number, bytes: Uint8Array, to: Endpoint | undefined): Took;
  /** Whether the next send was answered with FULL; that is then done. */
  takeFull(id: number): boolean;
}
