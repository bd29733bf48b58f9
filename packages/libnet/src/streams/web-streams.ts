import type { Connection, Data } from "../connection/connection.js";
import { worldOfConnection } from "../connection/world-of.js";
import { endSide } from "./end-side.js";

/** The two sides of a connection as web streams. */
export interface WebStreams {
  /**
   * What arrives. The connection is read only as somebody asks for more, so a slow reader slows the peer down. It errors
   * when the connection breaks, after all that arrived was read. Cancelling it ends the interest: what still comes is dropped.
   */
  readonly readable: ReadableStream<Uint8Array>;
  /**
   * What is sent. It is ready again when the connection has room. Closing it sends what was accepted, then FIN; aborting it
   * ends the connection at once, and the peer sees a reset where the card can.
   */
  readonly writable: WritableStream<Data>;
}

/** Node's types do not know all of it. */
type Abortable = WritableStreamDefaultController & { readonly signal: AbortSignal };

/**
 * The web streams of a connection, for whatever speaks them: pipes, compression, `TextDecoderStream`, `Response`.
 *
 * From now on it is read and written there alone. When both are over, closed or cancelled, the connection is closed.
 *
 * @param connection - whose bytes they are.
 * @returns both streams; chunks that are read are yours to keep.
 * @throws TypeError when it is no connection of a device.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { webStreams } from "@luat/libnet/streams";
 *
 * const connection = await connect({ host: "127.0.0.1", port: 7 });
 * const { readable, writable } = webStreams(connection);
 * const writer = writable.getWriter();
 * await writer.write("hello");
 * await writer.close();
 * await new Response(readable).text(); // "hello"
 * ```
 */
export function webStreams(connection: Connection): WebStreams {
  worldOfConnection(connection);
  const cancelled = new AbortController();
  let sides = 2;
  const sideDone = async (): Promise<void> => {
    sides--;
    if (sides === 0) await connection.close();
  };
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await connection.rx({ signal: cancelled.signal });
        if (bytes !== undefined) {
          controller.enqueue(bytes);
          return;
        }
        controller.close();
        await sideDone();
      },
      cancel() {
        cancelled.abort();
        // Somebody must read on, or the peer's end would not be seen; how that goes is told to who writes.
        connection.consume(() => undefined).catch(() => undefined);
        return sideDone();
      },
    },
    // What is not asked for stays with the connection.
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<Data>({
    start(controller) {
      connection.once("close", (end) => {
        if (end.kind === "broken") controller.error(end.error);
      });
    },
    write: (chunk, controller) => connection.tx(chunk, { signal: (controller as Abortable).signal }),
    async close() {
      await endSide(connection);
      await sideDone();
    },
    abort() {
      connection.abort();
    },
  });
  return { readable, writable };
}
