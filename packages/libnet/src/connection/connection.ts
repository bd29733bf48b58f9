import type { Endpoint, SecureInfo } from "@luat/contract";
import type { Zbuff } from "@luat/corelib";
import type { EventEmitter } from "eventemitter3";
import type { LuatError } from "../errors.js";
import type { WaitOptions } from "./wait-options.js";

/** What can be sent: text (as UTF-8), bytes, or the used part of a zbuff. */
export type Data = string | Uint8Array | Zbuff;

/** How to send. */
export interface TxOptions extends WaitOptions {
  /**
   * When the promise resolves.
   *
   * - `"accepted"`: the bytes are taken in order, and there is room below the high-water mark. Large ones are not copied: do not
   *   change them before {@link Connection.flushed} resolves.
   * - `"free"`, the default: the bytes are taken, and may be changed again. Small ones were copied; large ones are with the system, or the
   *   card has a copy.
   * - `"sent"`: the system has them.
   *
   * None of them means that the peer has read them.
   */
  readonly until?: "accepted" | "free" | "sent" | undefined;
}

/** How to read. */
export interface RxOptions extends WaitOptions {
  /** At most so many bytes; the rest stays. Default: what there is. */
  readonly max?: number | undefined;
}

/** How to look at what is unread. */
export interface PeekOptions extends WaitOptions {
  /** Waits until so many bytes are there. Default: 1. */
  readonly least?: number | undefined;
  /** Shows at most so many bytes. Default: all that there are. */
  readonly max?: number | undefined;
}

/** How to read up to a delimiter. */
export interface UntilOptions extends WaitOptions {
  /** So many bytes may come before the delimiter. Default: 65,536. */
  readonly max?: number | undefined;
  /** The delimiter is given out too. Default: `false`. */
  readonly keepDelimiter?: boolean | undefined;
}

/** How to close. */
export interface CloseOptions {
  /** Milliseconds for what is unsent to go out and for the peer to end too; then it is cut. Default: 5000. */
  readonly timeout?: number | undefined;
}

/**
 * How a connection came to its end: you closed it; or the peer ended it, after you had finished or where the card has no
 * half-close; or it broke.
 */
export type ConnectionEnd =
  | { readonly kind: "closed" }
  | { readonly kind: "ended" }
  | { readonly kind: "broken"; readonly error: LuatError };

/**
 * The events of a connection, each told once and from outside of any call. There is no `"error"`: `"close"` says how it
 * ended.
 *
 * @example
 * ```ts
 * connection.once("close", (end) => {
 *   console.log(end.kind === "broken" ? end.error.message : end.kind); // prints "closed"
 * });
 * await connection.close();
 * ```
 */
export interface ConnectionEvents {
  /** The peer will send no more. */
  end: () => void;
  /** The connection is over. */
  close: (end: ConnectionEnd) => void;
}

/**
 * A connection: one writer side, one reader side, used at the same time without ado.
 *
 * Every waiting call takes a `timeout` and a `signal`, and settles in any case when the connection ends. All bytes
 * that arrived are delivered before the end is told. Close it when done, best with `await using`.
 *
 * It is a stream of bytes; `frames` of `@luat/libnet/frames` makes messages of it.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 *
 * const connection = await connect({ host: "127.0.0.1", port: 7 });
 * try {
 *   await connection.tx("hello");
 *   for await (const bytes of connection) {
 *     console.log(new TextDecoder().decode(bytes)); // prints "hello"
 *     break; // ends the loop, not the connection
 *   }
 * } finally {
 *   await connection.close();
 * }
 * ```
 */
export interface Connection extends EventEmitter<ConnectionEvents>, AsyncIterable<Uint8Array>, AsyncDisposable {
  /** Unique in its device. */
  readonly id: number;
  /** This side's address and port. */
  readonly local: Endpoint;
  /** The other side's. */
  readonly peer: Endpoint;
  /** What the TLS handshake settled; absent with plain TCP. */
  readonly security: SecureInfo | undefined;
  /** `"open"`; `"ended"`: the peer will send no more; `"closing"`: {@link close} is under way; `"closed"`: over. */
  readonly state: "open" | "ended" | "closing" | "closed";
  /** How it ended, once it is over: what the event `close` tells. */
  readonly end: ConnectionEnd | undefined;
  /** When it came on line: the device's time of day, in milliseconds since 1970. */
  readonly openedAt: number;
  /** Bytes that arrived so far. TCP has no messages that could be counted: a tx may arrive in pieces, or joined to others. */
  readonly bytesIn: number;
  /** Bytes accepted for sending so far. They count after the end too. */
  readonly bytesOut: number;
  /** Bytes that arrived and were not read yet. */
  readonly unread: number;

  /**
   * Sends, in the order of the calls. Small sends of one turn go out together. Large bytes are not copied: do not
   * change them before the promise resolves. When it is rejected, by a time-out with `withdrawn: false` or by a signal, a part of them may be
   * under way: then not before {@link flushed} resolves, or the connection is over. Several pieces go out one after the other as one message, with
   * nothing of other calls between them, and without joining large ones. They are withdrawn as a whole, or not at all.
   *
   * @param data - text (as UTF-8), bytes, the used part of a zbuff, or a list of these.
   * @param options - when it resolves, and how long that may take; default: for ever.
   * @throws TypeError when data, or a piece of it, is neither text, bytes nor zbuff, TypeError or RangeError when the time-out is wrong.
   * @throws TimeoutError after `options.timeout`; its `withdrawn` says whether the bytes stay here for sure.
   * @throws ClosedError, BrokenError when the connection ended before; the signal's reason.
   * @see {@link @luat/libnet!LibnetTable.tx | libnet.tx} and {@link @luat/socket!SocketTable.tx | socket.tx}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * await connection.tx("hello");
   * await connection.tx(new Uint8Array(10_000), { until: "sent", timeout: 5_000 });
   * await connection.tx([new Uint8Array([0x27, 0x10]), new Uint8Array(10_000), "\r\n"]); // header, body, trailer
   * ```
   */
  tx(data: Data | readonly Data[], options?: TxOptions): Promise<void>;

  /**
   * Waits until the system has all that was accepted.
   *
   * @param options - how long to wait; default: for ever.
   * @throws as {@link tx}.
   *
   * @example
   * ```ts
   * for (let i = 0; i < 100; i++) await connection.tx(`line ${i}\n`);
   * await connection.flushed({ timeout: 5_000 });
   * ```
   */
  flushed(options?: WaitOptions): Promise<void>;

  /**
   * Ends this side alone (half-close): what was accepted or waits to be goes out, then FIN, and nothing can be sent any
   * more. Reading goes on until the peer ends too, and then the connection is over by itself; a peer that never does is
   * for {@link close} to end. Later calls wait for the same.
   *
   * @param options - how long to wait until the system has all of it; default: for ever. FIN follows even when that is over.
   * @throws BrokenError (`unsupported`) where the card has no half-close; see `Traits.halfClose`.
   * @throws as {@link tx}.
   *
   * @example
   * ```ts
   * await connection.tx("one last question");
   * await connection.finish();
   * let answer = "";
   * for await (const bytes of connection) answer += new TextDecoder().decode(bytes);
   * answer; // "helloone last question"
   * ```
   */
  finish(options?: WaitOptions): Promise<void>;

  /**
   * The next bytes, yours to keep; `undefined` when the peer has ended and all was read. One reader at a time.
   *
   * @param options - how many at most, and how long to wait; default: what there is, for ever.
   * @throws TypeError when another read waits, TypeError or RangeError when an option is wrong.
   * @throws TimeoutError after `options.timeout`, or the signal's reason; nothing is lost by it.
   * @throws ClosedError when you close it, BrokenError when it broke and all was read.
   * @see {@link @luat/socket!SocketTable.read | socket.read}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * const bytes = await connection.rx({ timeout: 5_000 });
   * if (bytes === undefined) console.log("the peer has ended");
   * else console.log(new TextDecoder().decode(bytes)); // prints "hello"
   * ```
   */
  rx(options?: RxOptions): Promise<Uint8Array | undefined>;
  /**
   * The next bytes copied once, straight into yours: from the start of a Uint8Array, or appended to a zbuff, which
   * grows. Resolves with their number, 0 when the peer has ended and all was read.
   *
   * @param target - where they go.
   * @param options - as above; at most as many as there is room for in a Uint8Array.
   * @throws RangeError when a Uint8Array has no room; and as above.
   * @see {@link @luat/socket!SocketTable.rx | socket.rx}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * const target = new Uint8Array(1_024);
   * await connection.rx(target); // 5
   * ```
   */
  rx(target: Uint8Array | Zbuff, options?: RxOptions): Promise<number>;

  /**
   * Exactly `size` bytes, yours to keep: waits until they are there, and takes nothing before. `undefined` when the peer
   * has ended and all was read. As much as is waited for is held, whatever its size.
   *
   * @param size - how many bytes.
   * @param options - how long to wait; default: for ever.
   * @throws IncompleteError (`cut`) when the peer has ended and less is unread: it stays so.
   * @throws TypeError or RangeError when `size` is no whole number above 0; and as {@link rx}.
   *
   * @example
   * ```ts
   * const head = await connection.rxExactly(2, { timeout: 5_000 });
   * const rest = await connection.rxExactly(3);
   * new TextDecoder().decode(rest); // "llo"
   * head?.length; // 2
   * ```
   */
  rxExactly(size: number, options?: WaitOptions): Promise<Uint8Array | undefined>;

  /**
   * The bytes up to a delimiter, yours to keep: waits until it is there, and takes nothing before. The delimiter is taken
   * too, but not given out. `undefined` when the peer has ended and all was read.
   *
   * @param delimiter - text (as UTF-8) or bytes.
   * @param options - how many bytes may come before it, and how long to wait; default: 65,536, for ever.
   * @throws IncompleteError when the peer has ended without it (`cut`), or more came than `max` (`too-large`): what is unread stays so.
   * @throws TypeError or RangeError when an argument is wrong; and as {@link rx}.
   *
   * @example
   * ```ts
   * await connection.tx(" world\r\nnext");
   * new TextDecoder().decode(await connection.rxUntil("\r\n")); // "hello world"
   * new TextDecoder().decode(await connection.rx()); // "next"
   * ```
   */
  rxUntil(delimiter: string | Uint8Array, options?: UntilOptions): Promise<Uint8Array | undefined>;

  /**
   * Looks at what is unread without taking it: a copy. `undefined` when the peer has ended and all was read. Where less
   * than `least` came before the peer's end, it shows that.
   *
   * @param options - how many bytes to wait for, how many to show, and how long to wait; default: what there is, for ever.
   * @throws as {@link rx}; it counts as a reader while it waits.
   *
   * @example
   * ```ts
   * const first = await connection.peek({ least: 4 });
   * first?.every((byte) => byte < 0x80); // true
   * connection.unread; // 5
   * ```
   */
  peek(options?: PeekOptions): Promise<Uint8Array | undefined>;

  /**
   * Shows all bytes as they arrive, without a copy, until the peer ends or `visit` returns `false`.
   *
   * A view is valid until `visit` returns; copy what you keep. All bytes that were shown count as read.
   *
   * @param visit - gets each view; `false` ends it.
   * @param options - `timeout` limits the silence between arrivals, in milliseconds; default: no limit.
   * @throws TypeError when `visit` returns a promise: the view would be gone before it settles.
   * @throws what `visit` throws; and as {@link rx}.
   *
   * @example
   * ```ts
   * let total = 0;
   * await connection.consume((view) => {
   *   total += view.length;
   *   return total < 5;
   * });
   * console.log(`${total} bytes`); // prints "5 bytes"
   * ```
   */
  consume(visit: (view: Uint8Array) => boolean | void, options?: WaitOptions): Promise<void>;

  /**
   * Waits until there is something to read. A time-out is no error here: it is what a heartbeat waits for.
   *
   * @param options - how long to wait; default: for ever.
   * @returns `"data"`, `"end"` (the peer has ended and all was read) or `"timeout"`.
   * @throws as {@link rx}, but for the TimeoutError.
   * @see {@link @luat/libnet!LibnetTable.wait | libnet.wait} and {@link @luat/socket!SocketTable.wait | socket.wait}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * while ((await connection.wait({ timeout: 60_000 })) === "timeout") await connection.tx("ping");
   * ```
   */
  wait(options?: WaitOptions): Promise<"data" | "end" | "timeout">;

  /** Lets it keep the program running again, as it does unless {@link unref} is called. */
  ref(): void;
  /**
   * Lets the program end though this is open, with Node's card; others, such as a mock network's, hold no program. What
   * waits with a time-out keeps the program running all the same until it is settled.
   *
   * @example
   * ```ts
   * connection.unref(); // what only reports beside the program's work
   * ```
   */
  unref(): void;

  /**
   * Ends it in order: reads end with a ClosedError, what was accepted or waits to be goes out, then FIN, then the
   * peer's end is awaited. Later calls wait for the same end.
   *
   * @param options - how long that may take; default: 5000 ms.
   * @throws TimeoutError when bytes that were accepted could not go out in time, BrokenError when it broke before they
   * did; either way it is closed, and they are lost, and the peer sees a reset where the card can.
   * @see {@link @luat/libnet!LibnetTable.close | libnet.close} and {@link @luat/socket!SocketTable.discon | socket.discon}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * await connection.close({ timeout: 1_000 });
   * connection.state; // "closed"
   * ```
   */
  close(options?: CloseOptions): Promise<void>;

  /**
   * Ends it at once; the peer sees a reset where the card can.
   *
   * @see {@link @luat/socket!SocketTable.close | socket.close}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * connection.abort();
   * connection.state; // "closed"
   * ```
   */
  abort(): void;
}
