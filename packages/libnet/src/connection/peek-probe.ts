import type { Socket } from "@luat/socket/runtime";
import { expectInteger } from "../expect.js";
import type { PeekOptions } from "./connection.js";
import type { Probe } from "./probe.js";

/** Shows what is unread, and takes nothing. */
export class PeekProbe implements Probe {
  readonly call = "peek";
  readonly size: number;
  readonly #max: number;

  constructor(options: PeekOptions | undefined) {
    const { least = 1, max = Infinity } = options ?? {};
    this.size = expectInteger(least, "least", 1);
    if (max < least) throw new RangeError(`max is ${max}; expected at least ${least}, as least says`);
    this.#max = max;
  }

  look(socket: Socket): Uint8Array | undefined {
    return socket.available < this.size ? undefined : this.atEnd(socket);
  }

  atEnd(socket: Socket): Uint8Array {
    const bytes = new Uint8Array(Math.min(socket.available, this.#max));
    let at = 0;
    for (const view of socket.views(0)) {
      const part = view.subarray(0, bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  progress(unread: number): string {
    return `${unread} of ${this.size} bytes are there`;
  }
}
