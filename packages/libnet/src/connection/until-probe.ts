import type { Socket } from "@luat/socket/runtime";
import { IncompleteError } from "../errors.js";
import { expectFlag, expectInteger } from "../expect.js";
import type { UntilOptions } from "./connection.js";
import { dataBytes } from "./data-bytes.js";
import { findBytes } from "./find-bytes.js";
import type { Named } from "./named.js";
import type { Probe } from "./probe.js";

const MAX = 65_536;

/** Takes the bytes up to a delimiter. */
export class UntilProbe implements Probe {
  readonly call = "rxUntil";
  readonly size: number;
  readonly #connection: Named;
  readonly #delimiter: Uint8Array;
  readonly #max: number;
  readonly #keep: boolean;
  /** So many bytes are no part of a delimiter. */
  #searched = 0;

  constructor(connection: Named, delimiter: string | Uint8Array, options: UntilOptions | undefined) {
    this.#connection = connection;
    this.#delimiter = dataBytes(delimiter, "delimiter").slice();
    if (this.#delimiter.length === 0) throw new RangeError("delimiter is empty; expected at least 1 byte");
    this.#max = expectInteger(options?.max ?? MAX, "max", 1);
    this.#keep = expectFlag(options?.keepDelimiter, "keepDelimiter");
    this.size = this.#max + this.#delimiter.length;
  }

  look(socket: Socket): Uint8Array | undefined {
    const found = findBytes(socket.views(this.#searched), this.#delimiter);
    const { length } = this.#delimiter;
    if (found < 0) {
      this.#searched = Math.max(0, socket.available - length + 1);
      if (this.#searched > this.#max) this.#tooLarge(socket.available);
      return undefined;
    }
    const size = this.#searched + found;
    if (size > this.#max) this.#tooLarge(socket.available);
    const bytes = socket.take(size + length);
    return this.#keep ? bytes : bytes.subarray(0, size);
  }

  atEnd({ available: unread }: Socket): never {
    throw new IncompleteError("cut", `the peer has ended after ${unread} bytes without the delimiter`, { endpoint: this.#connection.endpoint, unread });
  }

  progress(unread: number): string {
    return `${unread} bytes without the delimiter are there`;
  }

  #tooLarge(unread: number): never {
    throw new IncompleteError("too-large", `there is no delimiter within the maximum of ${this.#max} bytes`, { endpoint: this.#connection.endpoint, unread });
  }
}
