import type { Stream, StreamSink } from "@luat/contract";
import type { Opener, Script } from "./script.js";
import { StreamLine } from "./stream-line.js";

/** Dials for a script: each of its connections when the one before is done. */
export class Dialing implements Opener {
  readonly #script: Script;
  readonly #opensWith: "connected" | "secured";
  readonly #dial: (sink: StreamSink) => Stream;

  constructor(script: Script, opensWith: "connected" | "secured", dial: (sink: StreamSink) => Stream) {
    this.#script = script;
    this.#opensWith = opensWith;
    this.#dial = dial;
  }

  go(): void {
    const scene = this.#script.waiting({ whenDone: true });
    scene?.begin(new StreamLine(scene, this.#opensWith, this.#dial));
  }

  /** The connections are ended with their scenes. */
  stop(): void {}
}
