import type { Connection, Data } from "../connection/connection.js";
import { expectKnown, expectOptions, shown } from "../expect.js";
import { EXCHANGE } from "../requests/exchange.js";
import type { Codec } from "./codec.js";
import { FramedConnection } from "./framed-connection.js";
import type { Frames, FramesOptions } from "./frames.js";

const KNOWN: Readonly<Record<keyof FramesOptions, true>> = { onGarbage: true };

/**
 * Reads and writes a connection in frames. From now on it is read here alone.
 *
 * @param connection - whose bytes are frames; what it has not read yet belongs to the first one.
 * @param codec - tells the frames apart.
 * @param options - who is told of garbage.
 * @throws TypeError when an argument is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, lengthField } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const framed = frames(connection, lengthField({ size: 2 }));
 * await framed.tx("hello");
 * for await (const frame of framed) {
 *   console.log(new TextDecoder().decode(frame)); // prints "hello"
 *   break; // ends the loop; the next one goes on with the next frame
 * }
 * ```
 */
export function frames<Frame, Out = Data>(connection: Connection, codec: Codec<Frame, Out>, options: FramesOptions = {}): Frames<Frame, Out> {
  if (typeof connection === "object" && connection !== null && EXCHANGE in connection) throw new TypeError("connection is a long connection, or a session of one; expected a connection: give the long connection its codec as the option frames");
  const given: Partial<Codec<Frame, Out>> = expectOptions(codec, "codec");
  for (const name of ["encode", "decoder"] as const) {
    if (typeof given[name] !== "function") throw new TypeError(`codec.${name} is ${shown(given[name])}; expected a function`);
  }
  const { onGarbage } = expectKnown(options, "frames", KNOWN, "options");
  if (onGarbage !== undefined && typeof onGarbage !== "function") throw new TypeError(`onGarbage is ${shown(onGarbage)}; expected a function`);
  return new FramedConnection(connection, codec, onGarbage);
}
