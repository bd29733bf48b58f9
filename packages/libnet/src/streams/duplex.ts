// The one file that needs Node's streams themselves, and not only what they look like.
import { Duplex, type DuplexOptions as NodeOptions } from "node:stream";
import type { Clock } from "@luat/contract";
import { afterTurn } from "../connection/after-turn.js";
import type { Connection, ConnectionEnd } from "../connection/connection.js";
import { worldOfConnection } from "../connection/world-of.js";
import { expectFlag, expectOptions } from "../expect.js";
import { endSide } from "./end-side.js";

/** How a connection becomes a duplex. */
export interface DuplexOptions {
  /** `false`: when the peer ends, this side ends by itself, as with a `net.Socket`. Default: `false`. */
  readonly allowHalfOpen?: boolean | undefined;
}

/**
 * A connection as a Node stream, for packages that want one, such as parsers and protocol clients.
 *
 * From now on it is read and written there alone. `end()` sends what was written, then FIN; `destroy()` ends it at once. It
 * is destroyed with the connection's error when that breaks, after all that arrived was read.
 *
 * @param connection - whose bytes they are.
 * @param options - whether it may be half open.
 * @returns the stream. It has a `net.Socket`'s flow of bytes, not its addresses and time-outs: those are the connection's.
 * @throws TypeError when it is no connection of a device, or an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { duplex } from "@luat/libnet/streams";
 *
 * const stream = duplex(await connect({ host: "127.0.0.1", port: 7 }));
 * stream.end("hello");
 * for await (const chunk of stream) console.log(String(chunk)); // prints "hello"
 * ```
 */
export function duplex(connection: Connection, options: DuplexOptions = {}): Duplex {
  const { clock } = worldOfConnection(connection);
  return new ConnectionDuplex(connection, clock, { allowHalfOpen: expectFlag(expectOptions(options).allowHalfOpen, "allowHalfOpen") });
}

type Done = (error?: Error | null) => void;

class ConnectionDuplex extends Duplex {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** Why no more can be read. */
  #failure: Error | undefined;

  constructor(connection: Connection, clock: Clock, options: NodeOptions) {
    super(options);
    this.#connection = connection;
    this.#clock = clock;
    connection.once("close", this.#onClose);
  }

  override _read(): void {
    if (this.#failure !== undefined) this.#fail(this.#failure);
    else {
      this.#connection.rx().then(
        (bytes) => { this.push(bytes ?? null); },
        (error: unknown) => { this.#fail((this.#failure = error as Error)); },
      );
    }
  }

  /** What was read already is taken first: nothing, pushed, lets it ask again when that is gone. */
  #fail(error: Error): void {
    if (this.readableLength === 0) this.destroy(error);
    else this.push("");
  }

  override _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    settle(this.#connection.tx(chunk), done);
  }

  override _writev(chunks: ReadonlyArray<{ readonly chunk: Uint8Array }>, done: Done): void {
    settle(this.#connection.tx(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    // Node's TLS over a stream that says so in the very turn in which it is ended never gets over it: the process cannot exit.
    const ended = endSide(this.#connection).then(() => afterTurn(this.#clock, undefined));
    settle(ended, done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#connection.off("close", this.#onClose);
    if (error === null && this.readableEnded && this.writableFinished) {
      settle(this.#connection.close(), (reason) => { done(reason ?? null); });
      return;
    }
    this.#connection.abort();
    done(error);
  }

  /** What is unread is read first, and then reading tells of it. */
  readonly #onClose = (end: ConnectionEnd): void => {
    if (end.kind === "broken" && this.#connection.unread === 0 && this.readableLength === 0) this.destroy(end.error);
  };
}

function settle(work: Promise<void>, done: Done): void {
  work.then(
    () => { done(); },
    (error: unknown) => { done(error as Error); },
  );
}
