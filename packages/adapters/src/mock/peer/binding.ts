import type { Datagrams, DatagramSink, Endpoint } from "@luat/contract";
import { DatagramLine } from "./datagram-line.js";
import type { Opener, Script } from "./script.js";

/** Brings a script its datagram socket. */
export class Binding implements Opener {
  readonly #script: Script;
  readonly #peer: Endpoint | undefined;
  readonly #bind: (sink: DatagramSink) => Datagrams;
  readonly #isSecured: boolean;

  /**
   * @param peer - whom it talks to; absent: whoever sends to it.
   * @param isSecured - it can talk only when a DTLS handshake is done.
   */
  constructor(script: Script, peer: Endpoint | undefined, bind: (sink: DatagramSink) => Datagrams, isSecured = false) {
    this.#script = script;
    this.#peer = peer;
    this.#bind = bind;
    this.#isSecured = isSecured;
  }

  go(): void {
    const scene = this.#script.waiting();
    scene?.begin(new DatagramLine(scene, this.#peer, this.#bind, this.#isSecured));
  }

  /** The socket is closed with its scene. */
  stop(): void {}
}
