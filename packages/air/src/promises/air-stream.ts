import type { Stop } from "@luat/contract";
import type { WaitOptions } from "@luat/libnet";
import type { SendData } from "../arguments.js";

/** TLS of {@link AirPromises.createTcp}. */
export interface AirTlsOptions {
  /** The authorities, as PEM text. Default: the system's. */
  readonly ca?: string | undefined;
  /** This side's certificate, as PEM text; it needs a `key`. Default: none. */
  readonly cert?: string | undefined;
  /** The private key of `cert`, as PEM text. */
  readonly key?: string | undefined;
  /** What the key is encrypted with. Default: it is not. */
  readonly passphrase?: string | undefined;
  /** Goes on though the server's certificate is not good. Default: `false`. */
  readonly insist?: boolean | undefined;
}

/** How to make a socket. */
export interface AirTcpOptions {
  /** `true`: TLS with the defaults. Default: plain TCP. */
  readonly tls?: boolean | AirTlsOptions | undefined;
}

/** How to wait in {@link AirStream.recv}. */
export interface RecvOptions extends WaitOptions {
  /** A topic that ends the wait. */
  readonly wakeOn?: string | undefined;
}

/** What {@link AirStream.recv} resolves with. */
export type Received =
  | { readonly type: "data"; readonly data: Uint8Array }
  | { readonly type: "timeout" }
  | { readonly type: "message"; readonly topic: string; readonly args: readonly unknown[] }
  | { readonly type: "end" };

/** How to keep a connection alive. */
export interface HeartbeatOptions {
  /** Milliseconds without a send. */
  readonly interval: number;
  /** What is sent then. Default: one byte 0. */
  readonly payload?: SendData | undefined;
}

/**
 * A socket object of LuaTask, with promises: data that is expected to be absent is a value, what fails is thrown.
 *
 * @example
 * ```ts
 * const c = promises.createTcp();
 * try {
 *   await c.connect("10.0.0.1", 40123, { timeout: 20_000 });
 *   await c.send("hello"); // 5
 *   const got = await c.recv({ timeout: 2_000 });
 *   if (got.type === "data") log.info("client", got.data); // prints "I/client hello"
 * } finally {
 *   await c.close();
 * }
 * ```
 */
export interface AirStream extends AsyncIterable<Uint8Array>, AsyncDisposable {
  /** The number of its slot, from `connect` on. */
  readonly id: number | undefined;
  /** `"new"`, before `connect`; `"ended"`: the peer has closed it, or it broke. */
  readonly state: "new" | "connecting" | "open" | "ended" | "closed";
  /** Bytes that were sent and are not with the system. */
  readonly unsent: number;
  /**
   * Connects; once for each socket.
   *
   * @param host - name or literal address.
   * @param port - 1 to 65535.
   * @param options - default: 120,000 ms.
   * @throws TypeError, RangeError when an argument is wrong, or it was connected before.
   * @throws BrokenError (`link` when the network is not ready, `limit` when all slots are taken, `refused`, …), ResolveError,
   * TlsError, TimeoutError, ClosedError, or the signal's reason.
   *
   * @example
   * ```ts
   * const c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123, { timeout: 20_000 });
   * c.state; // "open"
   * await c.close();
   * ```
   */
  connect(host: string, port: number, options?: WaitOptions): Promise<void>;
  /**
   * Sends after all that is sent already, and waits until the system has it. With UDP more than 1472 bytes become several datagrams, as with
   * LuaTask; `device.bind` sends them whole.
   *
   * @param data - what to send.
   * @param options - default: 120,000 ms.
   * @returns how many bytes.
   * @throws BrokenError, ClosedError, TimeoutError, or the signal's reason.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123);
   * await c.send("hello", { timeout: 5_000 }); // 5
   * ```
   */
  send(data: SendData, options?: WaitOptions): Promise<number>;
  /**
   * Waits for data: all that is there, with UDP the oldest datagram.
   *
   * @param options - how long, and what else ends it; default: for ever, nothing.
   * @returns the data; `"timeout"`; the message; `"end"` when the peer has closed and all was read.
   * @throws TypeError when another recv waits; BrokenError when it broke and all was read; ClosedError, or the signal's reason.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123);
   * sys.timerStart(() => sys.publish("GO", "now"), 100);
   * await c.recv({ timeout: 60_000, wakeOn: "GO" }); // { type: "message", topic: "GO", args: ["now"] }
   * await c.recv({ timeout: 100 }); // { type: "timeout" }
   * ```
   */
  recv(options?: RecvOptions): Promise<Received>;
  /**
   * Closes it and frees its slot; later calls wait for the same. It never rejects.
   *
   * @example
   * ```ts
   * const c = promises.createUdp();
   * await c.connect("10.0.0.1", 7);
   * await c.close();
   * c.state; // "closed"
   * ```
   */
  close(): Promise<void>;
  /**
   * Sends a payload after each time without a send. A send that fails ends it, which the log tells.
   *
   * @returns what stops it; `close` does, too.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123);
   * const stop = c.startHeartbeat({ interval: 60_000, payload: "ping" });
   * for await (const data of c) {
   *   log.info("client", data); // prints "I/client ping"
   *   break;
   * }
   * stop();
   * ```
   */
  startHeartbeat(options: HeartbeatOptions): Stop;
  /**
   * Sends without waiting; `false` when it is not open. What fails later is told in the log.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * c.enqueue("too early"); // false
   * await c.connect("10.0.0.1", 40123);
   * c.enqueue("hello"); // true
   * ```
   */
  enqueue(data: SendData): boolean;
  /**
   * What arrived and was not read, with UDP the oldest datagram; none when there is none.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123);
   * await c.send("hello");
   * await sys.wait(100);
   * str.text(c.readAvailable()); // "hello"
   * ```
   */
  readAvailable(): Uint8Array;
}

/** What {@link AirPromises.status} says of a socket. */
export interface AirStreamStatus {
  /** The number of its slot, from 0. */
  readonly id: number;
  /** `"TCPSSL"`: TLS. */
  readonly protocol: "TCP" | "TCPSSL" | "UDP";
  /** Where it was told to connect to: a name or literal address, as it was given. */
  readonly address: string;
  /** The port there. */
  readonly port: number;
  /** `"ended"`: the peer has closed it, or it broke; `"closed"`: its slot was not freed yet. */
  readonly state: "connecting" | "open" | "ended" | "closing" | "closed";
  /** Bytes that were sent and are not with the system. */
  readonly unsent: number;
}

/**
 * LuaTask's sockets and network with promises.
 *
 * @example
 * ```ts
 * await promises.ready({ timeout: 30_000 });
 * await using c = promises.createTcp();
 * await c.connect("10.0.0.1", 40123);
 * const stop = c.startHeartbeat({ interval: 60_000, payload: "ping" });
 * promises.status().map(({ id, state }) => `${id} ${state}`); // ["0 open"]
 * stop();
 * ```
 */
export interface AirPromises {
  /**
   * Makes a socket for TCP or TLS. TLS verifies the server unless it is told to insist.
   *
   * @param options - see {@link AirTcpOptions}.
   * @throws TypeError when an option is of a wrong type.
   *
   * @example
   * ```ts
   * const c = promises.createTcp({ tls: true });
   * await c.connect("10.0.0.1", 40123).catch((error) => log.warn("client", error.code)); // prints "W/client tls"
   * ```
   */
  createTcp(options?: AirTcpOptions): AirStream;
  /**
   * Makes a socket for UDP.
   *
   * @example
   * ```ts
   * const c = promises.createUdp();
   * await c.connect("10.0.0.1", 7);
   * await c.send("hello"); // 5
   * await c.close();
   * ```
   */
  createUdp(): AirStream;
  /**
   * Whether the network is there.
   *
   * @example
   * ```ts
   * promises.isReady(); // true
   * ```
   */
  isReady(): boolean;
  /**
   * Waits until it is.
   *
   * @param options - default: for ever.
   * @throws TimeoutError, ClosedError when the device stops, or the signal's reason.
   *
   * @example
   * ```ts
   * await promises.ready({ timeout: 30_000 });
   * ```
   */
  ready(options?: WaitOptions): Promise<void>;
  /**
   * Drops the network for two seconds: what is open fails with BrokenError (`link`).
   *
   * @example
   * ```ts
   * promises.shutdown();
   * await promises.ready({ timeout: 5_000 });
   * ```
   */
  shutdown(): void;
  /**
   * Switches flight mode.
   *
   * @throws TypeError when it is told neither `true` nor `false`.
   *
   * @example
   * ```ts
   * promises.setFlightMode(true);
   * promises.isReady(); // false
   * promises.setFlightMode(false);
   * ```
   */
  setFlightMode(on: boolean): void;
  /**
   * All sockets of the device that hold a slot, those of the other faces too.
   *
   * @example
   * ```ts
   * await using c = promises.createTcp();
   * await c.connect("10.0.0.1", 40123);
   * promises.status(); // [{ id: 0, protocol: "TCP", address: "10.0.0.1", port: 40123, state: "open", unsent: 0 }]
   * ```
   */
  status(): readonly AirStreamStatus[];
}
