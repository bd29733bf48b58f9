import { formatEndpoint, type Adapter, type Endpoint } from "@luat/contract";
import { TaskStopped, type OpenItem, type Origin } from "@luat/corelib";
import { EventEmitter } from "eventemitter3";
import { allTold } from "../all-told.js";
import { AbortWatch } from "../connection/abort-watch.js";
import { cardOf } from "../connection/card.js";
import { coarseWait } from "../connection/coarse-wait.js";
import type { Connection, Data } from "../connection/connection.js";
import { dataBytes } from "../connection/data-bytes.js";
import { listenIn } from "../connection/listen.js";
import type { SocketServer } from "../connection/socket-server.js";
import { listenSecurity, type ServerTlsOptions } from "../connection/tls-options.js";
import type { Ending, World } from "../connection/world.js";
import { errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectOptions, expectText, expectTimeout, shown } from "../expect.js";
import type { Client } from "./client.js";
import { Crowd } from "./crowd.js";
import type { BroadcastOptions, BroadcastResult, CloseServerOptions, ManagedServer, UnicastResult } from "./managed-server.js";
import type { ServeOptions, ServerLimits } from "./serve-options.js";
import { ServedClient } from "./served-client.js";
import type { Dropped, ManagedServerEvents } from "./server-events.js";
import type { ServerStatus } from "./server-status.js";

const CLOSE_DEADLINE = 5_000;

/** A {@link ManagedServer} over a {@link SocketServer}, and the crowd of its clients. */
export class SocketManagedServer extends EventEmitter<ManagedServerEvents> implements ManagedServer {
  readonly #world: World;
  readonly #origin: Origin | undefined;
  readonly #crowd: Crowd;
  readonly #handlers = new Set<Promise<void>>();
  readonly #abort = new AbortWatch(() => {
    this.#cut();
  });
  /** What its device sees of it. */
  readonly #ending: Ending = {
    close: ({ timeout }) => this.close({ deadline: timeout }),
    stopNow: () => {
      this.#cut();
    },
    items: () => this.#items(),
  };
  /** Kept for when it does not listen any more. */
  local: Endpoint = { host: "0.0.0.0", port: 0 };
  #server: SocketServer | undefined;
  #tlsCard: Adapter | undefined;
  #loop: { readonly what: "each" | "for await"; readonly origin: Origin | undefined } | undefined;
  #closing: Promise<void> | undefined;

  constructor(world: World, limits: ServerLimits) {
    super();
    this.#world = world;
    this.#origin = world.origins.note();
    const onOver = (): void => {
      this.#abort.stop();
      world.open.delete(this.#ending);
    };
    this.#crowd = new Crowd({ world, limits, events: this, local: () => this.local, onOver });
  }

  /** Begins to listen. */
  async open(options: ServeOptions, signal: AbortSignal | undefined): Promise<this> {
    const { port, host, tls, onRejected, backlog, keepAlive, timeout } = options;
    if (onRejected !== undefined && typeof onRejected !== "function") throw new TypeError(`onRejected is ${shown(onRejected)}; expected a function`);
    const card = cardOf(this.#world, options.adapter, "listen");
    this.#tlsCard = tls === undefined ? undefined : card;
    const crowd = this.#crowd;
    const told = (from: Endpoint, error: LuatError): unknown => {
      crowd.refuse({ reason: "tls", from, error });
      return onRejected?.(from, error);
    };
    this.#server = await listenIn(this.#world, { port, host, tls, onRejected: told, backlog, keepAlive, adapter: options.adapter, timeout, signal: options.signal }, crowd);
    this.local = this.#server.local;
    if (crowd.isOver) return this;
    this.#world.open.add(this.#ending);
    if (signal?.aborted === true) this.#cut();
    else if (signal !== undefined) this.#abort.hear(signal);
    return this;
  }

  get state(): ManagedServer["state"] {
    return this.#crowd.state;
  }

  get clients(): readonly Client[] {
    return [...this.#crowd.clients];
  }

  async each(handler: (client: Client) => unknown): Promise<void> {
    if (typeof handler !== "function") throw new TypeError(`handler is ${shown(handler)}; expected a function`);
    try {
      for await (const client of this.#iterate("each")) {
        const running = this.#handle(client, handler);
        this.#handlers.add(running);
        void running.finally(() => this.#handlers.delete(running));
      }
    } finally {
      await Promise.all(this.#handlers);
      await allTold(this.#world.clock);
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Client, undefined> {
    return this.#iterate("for await");
  }

  identify(client: Connection, deviceId: string): boolean {
    const crowd = this.#crowd;
    if (!(client instanceof ServedClient) || client.home !== crowd) throw new TypeError(`client is ${shown(client)}; expected a client of this server`);
    expectText(deviceId, "deviceId");
    if (!crowd.clients.has(client)) return false;
    const replaced = crowd.devices.put(deviceId, client);
    client.identified(deviceId);
    crowd.tell("identified", client, replaced);
    replaced?.dismiss("replaced");
    return true;
  }

  client(deviceId: string): Client | undefined {
    return this.#crowd.devices.get(deviceId);
  }

  broadcast(data: Data, options?: BroadcastOptions): BroadcastResult {
    const filter = options === undefined ? undefined : expectOptions(options).filter;
    if (filter !== undefined && typeof filter !== "function") throw new TypeError(`filter is ${shown(filter)}; expected a function`);
    const bytes = ownBytes(data);
    const all = [...this.#crowd.clients];
    const meant = filter === undefined ? all : all.filter((client) => filter(client));
    const dropped: Dropped[] = [];
    for (const client of meant) {
      const reason = this.#crowd.push(client, bytes);
      if (reason !== undefined) dropped.push({ client, reason });
    }
    return { sent: meant.length - dropped.length, dropped };
  }

  unicast(deviceId: string, data: Data): UnicastResult {
    expectText(deviceId, "deviceId");
    const bytes = ownBytes(data);
    const client = this.#crowd.devices.get(deviceId);
    if (client === undefined) return { kind: "dropped", reason: "unknown" };
    const reason = this.#crowd.push(client, bytes);
    return reason === undefined ? { kind: "sent", client } : { kind: "dropped", client, reason };
  }

  setTls(tls: ServerTlsOptions): void {
    expectOptions(tls, "tls");
    if (this.#tlsCard === undefined) throw new TypeError("setTls of a server without TLS; expected one that was given tls");
    const endpoint = formatEndpoint(this.local);
    const secure = listenSecurity(this.#tlsCard, tls, endpoint);
    const fault = secure && this.#server?.renew(secure);
    if (fault !== undefined) throw errorOf(fault, { op: "listen", endpoint, note: "with the new certificate" });
  }

  stopAccepting(): void {
    void this.#server?.close();
  }

  async close(options: CloseServerOptions = {}): Promise<void> {
    const { deadline = CLOSE_DEADLINE } = expectOptions(options);
    const limit = deadline === 0 ? 0 : expectTimeout(deadline, "deadline");
    this.#closing ??= this.#close(limit);
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  status(): ServerStatus {
    return this.#crowd.status();
  }

  async *#iterate(what: "each" | "for await"): AsyncGenerator<ServedClient, undefined> {
    if (this.#loop !== undefined) throw new TypeError(`${what} beside ${this.#loop.what}; expected one at a time that takes the clients`);
    this.#loop = { what, origin: this.#world.origins.note() };
    try {
      for (;;) {
        const client = await this.#crowd.arrivals.next();
        if (client === undefined) return undefined;
        yield client;
      }
    } finally {
      this.#loop = undefined;
    }
  }

  async #handle(client: ServedClient, handler: (client: Client) => unknown): Promise<void> {
    try {
      await handler(client);
    } catch (error) {
      if (!client.explains(error) && !(error instanceof TaskStopped)) this.#crowd.fail(error, client);
    }
    // What it did not get is part of what its departure tells.
    await client.close().catch(() => undefined);
  }

  async #close(limit: number | undefined): Promise<void> {
    this.stopAccepting();
    if (limit !== 0) {
      const { clock, origins } = this.#world;
      const ending = [...this.#crowd.clients].map((client) => client.retire(limit ?? Infinity));
      const timedOut = (): TimeoutError => new TimeoutError(limit ?? 0, { op: "close", endpoint: formatEndpoint(this.local) });
      const all = Promise.allSettled([...ending, ...this.#handlers]);
      // Who has not ended by then is cut.
      await coarseWait(all, { clock, origin: origins.note(), timeout: limit, timedOut }).catch(() => undefined);
    }
    this.#cut();
    await allTold(this.#world.clock);
  }

  #cut(): void {
    this.stopAccepting();
    this.#crowd.cut();
  }

  #items(): readonly OpenItem[] {
    const what = `server on ${formatEndpoint(this.local)}`;
    const loop = this.#loop;
    return [
      // While it listens, its listening socket is named.
      ...(this.#crowd.isOpen ? [] : [{ what: `${what}, which lets nobody in any more`, origin: this.#origin }]),
      ...(loop === undefined ? [] : [{ what: `${loop.what} of the ${what}`, limit: Infinity, origin: loop.origin }]),
    ];
  }
}

/** The bytes to send, nobody else's. */
function ownBytes(data: Data): Uint8Array {
  const bytes = dataBytes(data);
  return typeof data === "string" ? bytes : bytes.slice();
}
