import type { EventEmitter } from "eventemitter3";
import type { Data } from "../connection/connection.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { SkipReason } from "../frames/codec.js";
import type { LongConnectionState, LongConnectionStatus } from "./long-connection-state.js";
import type { Session } from "./session.js";

/** How to stop a long connection. */
export interface LongStopOptions {
  /**
   * Milliseconds to send what is queued, which may need a new connection, and to close in order; then it is cut. 0: it is cut at once;
   * `Infinity`: no limit. Default: 5000.
   */
  readonly deadline?: number | undefined;
}

/**
 * The events of a long connection, told from outside of any call.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({ host: "10.0.0.1", port: 40123 });
 * long.on("state", (state) => console.log(state.kind === "online" ? `on line with ${state.endpoint}` : state.kind));
 * await long.online(); // prints "on line with 10.0.0.1:40123"
 * await long.stop(); // prints "stopped"
 * ```
 */
export interface LongConnectionEvents {
  /** It does something else from now on. */
  state: (state: LongConnectionState) => void;
  /**
   * An item was given up, whoever waits for it, for this reason; one that a `store` has saved is not. Who listens to this need not wait for each `tx`.
   *
   * @param bytes - as they would have gone over the line: with `frames`, the encoded message, with what `frames` puts around it.
   */
  drop: (bytes: Uint8Array, error: unknown) => void;
  /** The codec of `frames` found bytes that belong to no frame. */
  skip: (bytes: Uint8Array, reason: SkipReason) => void;
}

/**
 * A connection that lasts: it waits for the network, connects, logs in, and when the connection is lost does so again, until it
 * is stopped. At most one connection is there at a time.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * await using long = longConnection({
 *   host: "10.0.0.1",
 *   port: 40123,
 *   heartbeat: { idle: 30_000, data: "ping" },
 *   receiveTimeout: 90_000,
 * });
 * await long.tx("hello");
 * for await (const bytes of long) {
 *   console.log(new TextDecoder().decode(bytes)); // prints "hello"
 *   break;
 * }
 * ```
 */
export interface LongConnection<In = Uint8Array, Out = Data> extends EventEmitter<LongConnectionEvents>, AsyncIterable<In>, AsyncDisposable {
  /** What it does now. */
  readonly state: LongConnectionState;
  /**
   * What has become of it so far.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
   * await long.tx("hello");
   * const { state, successes, bytesOut, queued } = long.status();
   * state.kind; // "online"
   * bytesOut / successes; // 5
   * queued.items; // 0
   * ```
   */
  status(): LongConnectionStatus;
  /**
   * Sends, in the order of the calls; resolves when the system has all of it, which does not mean that the peer has read it.
   * Nothing that the system has is sent again. It is copied, so it may be changed at once.
   *
   * A connection that breaks before it has taken the bytes leaves them in the queue for the next one (but see the policies of the
   * queue). Where it took them and broke before the system had them all, nobody knows: the promise rejects with a
   * SendError of the reason `"unknown"`, or with `atLeastOnce` they are sent again. That is at most one item for each connection.
   *
   * @param out - what to send: bytes or text, or what the codec of `frames` takes.
   * @param options - how long it may take, with the time in the queue; default: for ever.
   * @throws TypeError, RangeError when `out` or an option is wrong.
   * @throws TimeoutError, or the signal's reason: the item was taken back from the queue, unless its `withdrawn` says `false`: then the connection
   * had taken it, and it may go out.
   * @throws SendError when it was given up (its `reason` says why, its `withdrawn` whether nothing of it went out), ClosedError when
   * you stop (`withdrawn` is true; with a `store` it is a SendError that says `saved`), or the error that ended it for good.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
   * await Promise.all([long.tx("one"), long.tx("two", { timeout: 60_000 })]); // as soon as there is a connection
   * ```
   */
  tx(out: Out, options?: WaitOptions): Promise<void>;
  /**
   * The next of what was received, whichever connection it came over; `undefined` when it was stopped and all was read. Chunks
   * and frames never span two connections. One reader at a time.
   *
   * @param options - how long to wait; default: for ever.
   * @throws TypeError when another read waits, TypeError or RangeError when an option is wrong.
   * @throws TimeoutError after `options.timeout`, or the signal's reason; nothing is lost by it.
   * @throws the error that ended it for good, when all was read.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
   * await long.tx("hello");
   * new TextDecoder().decode(await long.rx({ timeout: 5_000 })); // "hello"
   * ```
   */
  rx(options?: WaitOptions): Promise<In | undefined>;
  /**
   * The physical connections in turn, from each one's login to its end, to read them apart. What nobody has begun to read of one, or
   * whose loop was left, is forgotten when the next one comes, or needs the room.
   *
   * @returns an iterator that ends when it was stopped. @throws in its loop, the error that ended it for good.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * const net = new MockNet();
   * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
   * net.peer("10.0.0.5", 1883).send("one").wait(1_000).reset().nextConnection().send("two").expectEnd();
   * const long = longConnection({ host: "10.0.0.5", port: 1883, retry: 5_000 }, device);
   * net.clock.after(10_000, () => void long.stop());
   * await net.play(async () => {
   *   for await (const session of long.connections()) {
   *     for await (const bytes of session) console.log(`${session.number}: ${new TextDecoder().decode(bytes)}`); // prints "2: two"
   *     console.log(`connection ${session.number} is ${session.end?.kind}`); // prints "connection 1 is broken"
   *   }
   * });
   * await device.stop();
   * ```
   */
  connections(): AsyncIterableIterator<Session<In, Out>, undefined>;
  /**
   * Waits until it is on line.
   *
   * @param options - how long to wait; default: for ever.
   * @returns the connection that there is.
   * @throws TimeoutError, the signal's reason, ClosedError when it was stopped, or the error that ended it for good.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
   * const session = await long.online({ timeout: 60_000 });
   * session.endpoint; // "10.0.0.1:40123"
   * ```
   */
  online(options?: WaitOptions): Promise<Session<In, Out>>;
  /**
   * Ends the connection in order and makes no other; what is queued waits. The watchdog sleeps.
   *
   * @returns when there is no connection any more, and the state `paused` was told.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
   * await long.online();
   * await long.pause();
   * const sending = long.tx("hello");
   * long.status().queued; // { items: 1, bytes: 5 }
   * long.resume();
   * await sending;
   * ```
   */
  pause(): Promise<void>;
  /** Goes on after {@link pause}, and connects at once, also when it waits to retry; failures do not count any more. */
  resume(): void;
  /**
   * Stops it for good. What is not sent by then rejects with a ClosedError; whoever reads gets what was received before, and then the end.
   *
   * @param options - how long that may take; default: 5000 ms.
   * @returns when all has ended and, of `store`, is saved, and the state `stopped` was told. Later calls wait for the same, and may shorten it.
   * @throws TypeError, RangeError when an option is wrong.
   *
   * @example
   * ```ts
   * import { longConnection } from "@luat/libnet/long-connection";
   *
   * const long = longConnection({ host: "10.0.0.1", port: 40123 });
   * const last = long.tx("the last words");
   * await long.stop({ deadline: 60_000 });
   * await last;
   * long.state.kind; // "stopped"
   * ```
   */
  stop(options?: LongStopOptions): Promise<void>;
}
