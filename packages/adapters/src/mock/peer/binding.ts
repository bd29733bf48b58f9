import type { Datagrams, DatagramSink, Endpoint } from "@luat/contract";
import { DatagramLine } from "./datagram-line.js";
import type { Opener, Script } from "./script.js";

/** Brings a script its datagram socket. */
export class Binding implements Opener {
  readonly #script: Script;
  readonly #peer: Endpoint | undefined;
  readonly #bind: (sink: DatagramSink) => Datagrams;

  /** @param peer - whom it talks to; absent: whoever sends to it. */
  constructor(script: Script, peer: Endpoint | undefined, bind: (sink: DatagramSink) => Datagrams) {
    this.#script = script;
    this.#peer = peer;
    this.#bind = bind;
  }

  go(): void {
    const scene = this.#script.waiting();
    scene?.begin(new DatagramLine(scene, this.#peer, this.#bind));
  }

  /** The socket is closed with its scene. */
  stop(): void {}
}
