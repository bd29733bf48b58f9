import type { Socket } from "@luat/socket/runtime";
import { IncompleteError } from "../errors.js";
import { expectInteger } from "../expect.js";
import type { Named } from "./named.js";
import type { Probe } from "./probe.js";

/** Takes so many bytes, no more and no less. */
export class ExactProbe implements Probe {
  readonly call = "rxExactly";
  readonly size: number;
  readonly #connection: Named;

  constructor(connection: Named, size: number) {
    this.#connection = connection;
    this.size = expectInteger(size, "size", 1);
  }

  look(socket: Socket): Uint8Array | undefined {
    return socket.available < this.size ? undefined : socket.take(this.size);
  }

  atEnd({ available: unread }: Socket): never {
    throw new IncompleteError("cut", `the peer has ended after ${unread} of ${this.size} bytes`, { endpoint: this.#connection.endpoint, unread });
  }

  progress(unread: number): string {
    return `${unread} of ${this.size} bytes are there`;
  }
}
