import type { PeerOptions } from "./peer-options.js";
import type { PeerScript } from "./peer-script.js";

/** A host from which scripts dial the code under test; made by `MockNet.caller()`. */
export interface Caller {
  /**
   * Dials at once, so that somebody must listen already; with UDP, opens a socket that talks to that address alone.
   *
   * @param host - a literal address.
   * @param port - 1 to 65535.
   * @param options - what it talks.
   * @returns the script of the connection, to be written.
   * @throws TypeError or RangeError for a wrong address, port or option.
   *
   * @example
   * ```ts
   * const server = await device.listen({ port: 8080 });
   * const client = net.caller("10.0.0.9").dial("10.0.0.2", 8080);
   * client.send("hello").expect("HELLO").end().expectEnd();
   * await net.play(async () => {
   *   const connection = await server.accept();
   *   const bytes = await connection?.rx();
   *   await connection?.tx(new TextDecoder().decode(bytes).toUpperCase());
   *   await connection?.close();
   * });
   * ```
   */
  dial(host: string, port: number, options?: PeerOptions): PeerScript;
}
