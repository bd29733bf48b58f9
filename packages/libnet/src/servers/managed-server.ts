import type { Endpoint } from "@luat/contract";
import type { EventEmitter } from "eventemitter3";
import type { Connection, Data } from "../connection/connection.js";
import type { ServerTlsOptions } from "../connection/tls-options.js";
import type { Client } from "./client.js";
import type { Dropped, ManagedServerEvents } from "./server-events.js";
import type { ServerStatus } from "./server-status.js";

/** What a broadcast did. */
export interface BroadcastResult {
  /** How many clients it was accepted for: it goes out to them in order, unless they leave before. */
  readonly sent: number;
  /** Who does not get it, and why. */
  readonly dropped: readonly Dropped[];
}

/** What a unicast did: it was accepted, or it was not; `"unknown"`: no client has this id. */
export type UnicastResult =
  | { readonly kind: "sent"; readonly client: Client }
  | ({ readonly kind: "dropped" } & (Dropped | { readonly reason: "unknown"; readonly client?: undefined }));

/** To whom to broadcast. */
export interface BroadcastOptions {
  /** Who is meant; asked about every client before anything is sent. Default: all, those that are not identified too. */
  readonly filter?: ((client: Client) => boolean) | undefined;
}

/** How to close a server. */
export interface CloseServerOptions {
  /**
   * Milliseconds for what is unsent to go out, for the clients to end too, and for handlers to return; then all is cut. 0: at
   * once. Default: 5000.
   */
  readonly deadline?: number | undefined;
}

/**
 * A server for many clients at once, which holds its own: limits on who comes in, on silence and on slowness; a registry of the
 * devices behind the connections; broadcasts that nobody holds up.
 *
 * Clients are let in as they come, and wait, with their bytes kept, until {@link each} or a loop takes them. Close it when
 * done, best with `await using`; it ends with its device.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { serve } from "@luat/libnet/servers";
 *
 * await using server = await serve({ port: 6000, maxClients: 1_000, idleTimeout: 120_000 });
 * const serving = server.each(async (client) => {
 *   for await (const bytes of client) await client.tx(bytes); // ends when the client does
 * });
 *
 * const connection = await connect({ host: "127.0.0.1", port: 6000 });
 * await connection.tx("hello");
 * console.log(new TextDecoder().decode(await connection.rx())); // prints "hello"
 * await connection.close();
 * await server.close();
 * await serving;
 * ```
 */
export interface ManagedServer extends EventEmitter<ManagedServerEvents>, AsyncIterable<Client>, AsyncDisposable {
  /** Where it listens, with the port that was chosen. */
  readonly local: Endpoint;
  /** `"listening"`; `"draining"`: it lets nobody in any more, and clients are still there; `"closed"`: over. */
  readonly state: "listening" | "draining" | "closed";
  /** The clients that are there now, those that wait to be handed out too. */
  readonly clients: readonly Client[];

  /**
   * Runs a handler for every client, all at the same time, and closes the client's connection when its handler ends.
   *
   * An error of a handler ends this one client: it is told as the event `failed`, or, where nobody listens to that, to the
   * device's `onTaskError`. That the client broke off or was sent away is no failure of its handler: `left` tells it. A loop
   * over the server does the same by hand; there can be one of both at a time.
   *
   * @param handler - gets each client.
   * @returns when the server is over, all handlers have ended, and listeners were told.
   * @throws TypeError when handler is no function, or the clients are handed out elsewhere already.
   * @throws BrokenError (`link`, …) when the server broke.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * server.on("failed", (error, client) => console.log(client.peer.host, String(error))); // prints "127.0.0.1 Error: no pump"
   * void server.each(async (client) => {
   *   const bytes = await client.rx({ timeout: 10_000 });
   *   throw new Error(new TextDecoder().decode(bytes));
   * });
   * const connection = await connect({ host: "127.0.0.1", port: 6000 });
   * await connection.tx("no pump");
   * await connection.rx(); // undefined
   * ```
   */
  each(handler: (client: Client) => unknown): Promise<void>;

  /**
   * Says which device a client is, after it has logged in. Of one device the last connection counts: the one before is ended,
   * with the reason `replaced`, as it most likely broke unseen.
   *
   * @param client - one of this server.
   * @param deviceId - what the device is known by.
   * @returns `false` when the client left meanwhile; then nothing was changed.
   * @throws TypeError when client is none of this server, or deviceId is no text.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000, loginTimeout: 10_000 });
   * void server.each(async (client) => {
   *   const name = new TextDecoder().decode(await client.rx());
   *   if (!server.identify(client, name)) return;
   *   await client.tx(`welcome, ${name}`);
   *   for await (const bytes of client) console.log(name, bytes.length); // prints "pump 1 3"
   * });
   *
   * const pump = await connect({ host: "127.0.0.1", port: 6000 });
   * await pump.tx("pump 1");
   * console.log(new TextDecoder().decode(await pump.rx())); // prints "welcome, pump 1"
   * await pump.tx("7 m");
   * server.client("pump 1")?.peer.host; // "127.0.0.1"
   * ```
   */
  identify(client: Connection, deviceId: string): boolean;

  /** The client that is this device now, if there is one. */
  client(deviceId: string): Client | undefined;

  /**
   * Sends the same to many, and waits for none: what cannot go out at once waits with the client, up to `maxQueued` bytes. Text
   * is encoded once, bytes are copied once, so that they are yours again.
   *
   * @param data - text (as UTF-8), bytes, or the used part of a zbuff.
   * @param options - `filter`: who is meant.
   * @returns how many get it, and who does not.
   * @throws TypeError when data is neither text, bytes nor zbuff, or filter is no function; what `filter` throws, and then
   * nothing is sent.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * const listener = await connect({ host: "127.0.0.1", port: 6000 });
   * server.broadcast("all pumps off").sent; // 1
   * server.broadcast("pump 1 on", { filter: ({ deviceId }) => deviceId === "pump 1" }).sent; // 0
   * console.log(new TextDecoder().decode(await listener.rx())); // prints "all pumps off"
   * ```
   */
  broadcast(data: Data, options?: BroadcastOptions): BroadcastResult;

  /**
   * Sends to one device, and waits for nothing, as {@link broadcast} does. To wait until it is out, use
   * `server.client(deviceId)?.tx(data)`.
   *
   * @param deviceId - as it was identified.
   * @param data - text (as UTF-8), bytes, or the used part of a zbuff.
   * @returns whether it was accepted for the device, and why not.
   * @throws TypeError when data is neither text, bytes nor zbuff, or deviceId is no text.
   *
   * @example
   * ```ts
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * server.unicast("pump 1", "off"); // { kind: "dropped", reason: "unknown" }
   * ```
   */
  unicast(deviceId: string, data: Data): UnicastResult;

  /**
   * Changes the certificate, and the other settings of TLS, for the clients that come from now on; connections go on as they are.
   *
   * @param tls - as in the options of `serve`, all of them anew.
   * @throws TlsError when the certificate or key is wrong; then the old ones stay. TypeError when an option is wrong, or the
   * server has no TLS. BrokenError (`unsupported`) when the card cannot.
   *
   * @example
   * ```ts
   * import { createAuthority } from "@luat/adapters/certs";
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const authority = createAuthority();
   * const server = await serve({ port: 6000, tls: authority.issue({ names: ["old.test"] }) });
   * server.setTls(authority.issue({ names: ["127.0.0.1"] }));
   * const { security } = await connect({ host: "127.0.0.1", port: 6000, tls: { ca: authority.cert } });
   * console.log(security?.verified); // prints "true"
   * ```
   */
  setTls(tls: ServerTlsOptions): void;

  /**
   * Stops listening: nobody is let in any more. The clients that are there go on; when the last of them has left, the server is
   * over.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * const connection = await connect({ host: "127.0.0.1", port: 6000 });
   * server.stopAccepting();
   * server.state; // "draining"
   * await connect({ host: "127.0.0.1", port: 6000 }).catch(({ code }) => console.log(code)); // prints "refused"
   * ```
   */
  stopAccepting(): void;

  /**
   * Ends it: nobody is let in any more, loops and `each` end, every client's reads end with a ClosedError, what was accepted for
   * it goes out, then FIN; what has not ended by the deadline is cut. It resolves when listeners were told of every client that
   * `left`, and of the `close`. Later calls wait for the same end.
   *
   * @param options - how long that may take; default: 5000 ms.
   * @throws TypeError, RangeError when the deadline is wrong.
   *
   * @example
   * ```ts
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * server.once("close", () => console.log("over")); // prints "over"
   * await server.close({ deadline: 10_000 });
   * server.state; // "closed"
   * ```
   */
  close(options?: CloseServerOptions): Promise<void>;

  /**
   * Counts, for logs and monitoring.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { serve } from "@luat/libnet/servers";
   *
   * const server = await serve({ port: 6000 });
   * await connect({ host: "127.0.0.1", port: 6000 });
   * const { clients, accepted, refused } = server.status();
   * console.log(clients, accepted, refused.rate); // prints "1 1 0"
   * ```
   */
  status(): ServerStatus;
}
