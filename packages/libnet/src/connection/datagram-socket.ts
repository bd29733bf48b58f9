import type { Endpoint, SecureInfo } from "@luat/contract";
import type { EventEmitter } from "eventemitter3";
import type { LuatError } from "../errors.js";
import type { Data } from "./connection.js";
import type { WaitOptions } from "./wait-options.js";

/** One datagram that arrived. */
export interface Datagram {
  /** Its bytes, yours to keep; there may be none. */
  readonly bytes: Uint8Array;
  /** Who sent it. */
  readonly from: Endpoint;
  /** The network card kept only its beginning, as those of chips may do. This computer's keeps all: none is longer than its buffers. */
  readonly truncated: boolean;
}

/** Where to hear a group. */
export interface GroupOptions {
  /** A literal address of this side, on whose network it is heard. Default: the system chooses. */
  readonly interface?: string | undefined;
}

/** How a datagram socket came to its end: you closed it, or it broke, as when the link went down. */
export type DatagramSocketEnd = { readonly kind: "closed" } | { readonly kind: "broken"; readonly error: LuatError };

/**
 * The events of a datagram socket, each told from outside of any call. There is no `"error"`: `"close"` says how it ended.
 *
 * @example
 * ```ts
 * const datagrams = await device.bind({ peer: { host: "127.0.0.1", port: 9 } });
 * datagrams.on("refused", (error) => console.log(error.code)); // prints "refused"
 * await datagrams.tx("is somebody there?");
 * ```
 */
export interface DatagramSocketEvents {
  /** A datagram was sent back, as from a port of the peer where nobody is. Not every network tells. */
  refused: (error: LuatError) => void;
  /** It is over. */
  close: (end: DatagramSocketEnd) => void;
}

/**
 * A UDP socket: datagrams go out and come in whole, or not at all, in any order, from and to anyone, or only the peer.
 *
 * Unread datagrams are kept up to 128 KiB; what arrives beyond is dropped and counted. Close it when done, best with
 * `await using`.
 *
 * @example
 * ```ts
 * import { bind } from "@luat/libnet";
 *
 * const datagrams = await bind({ peer: { host: "127.0.0.1", port: 7 } });
 * await datagrams.tx("hello");
 * const answer = await datagrams.rx({ timeout: 5_000 });
 * console.log(new TextDecoder().decode(answer?.bytes)); // prints "hello"
 * await datagrams.close();
 * ```
 */
export interface DatagramSocket extends EventEmitter<DatagramSocketEvents>, AsyncIterable<Datagram>, AsyncDisposable {
  /** Unique in its device. */
  readonly id: number;
  /** This side's address and port. */
  readonly local: Endpoint;
  /** The only one that is heard, if it was given. */
  readonly peer: Endpoint | undefined;
  /** What the DTLS handshake settled; absent with plain UDP. */
  readonly security: SecureInfo | undefined;
  /** `"closed"`: over. */
  readonly state: "open" | "closed";
  /** How many datagrams were dropped because nobody read them. */
  readonly dropped: number;

  /**
   * Sends one datagram, and resolves when the system has it; that says nothing of whether it arrives.
   *
   * @param data - text (as UTF-8), bytes, or the used part of a zbuff; up to 65,507 bytes, or none. Do not change it before this
   * settles.
   * @param to - a literal address and a port. Default: the peer.
   * @param options - how long to wait; default: for ever.
   * @throws TypeError when data is neither text, bytes nor zbuff, when there is neither `to` nor a peer, or `to.host` is no
   * literal address; RangeError when data is too large, or `to.port` is none.
   * @throws BrokenError (`unreachable`, `size`, `forbidden`, …) when the system cannot send it; the socket goes on.
   * @throws TimeoutError after `options.timeout`; its `withdrawn` says whether it stays here for sure. The signal's reason.
   * @throws ClosedError, BrokenError when the socket ended before.
   * @see {@link @luat/libnet!LibnetTable.tx | libnet.tx} and {@link @luat/socket!SocketTable.tx | socket.tx}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * const datagrams = await device.bind();
   * await datagrams.tx("hello", { host: "127.0.0.1", port: 7 });
   * const { bytes, from } = (await datagrams.rx({ timeout: 5_000 }))!;
   * console.log(from.port, bytes.length); // prints "7 5"
   * ```
   */
  tx(data: Data, to?: Endpoint, options?: WaitOptions): Promise<void>;

  /**
   * The next datagram; `undefined` when you closed the socket, or the device was stopped. One reader at a time.
   *
   * @param options - how long to wait; default: for ever.
   * @throws TypeError when another read waits, TypeError or RangeError when the time-out is wrong.
   * @throws TimeoutError after `options.timeout`, or the signal's reason; nothing is lost by it.
   * @throws BrokenError (`link`, …) when it broke and all was read.
   * @see {@link @luat/socket!SocketTable.rx | socket.rx} and {@link @luat/socket!SocketTable.read | socket.read}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * const datagrams = await device.bind({ peer: { host: "127.0.0.1", port: 7 } });
   * await datagrams.tx("hello");
   * const datagram = await datagrams.rx({ timeout: 5_000 });
   * datagram?.bytes.length; // 5
   * ```
   */
  rx(options?: WaitOptions): Promise<Datagram | undefined>;

  /**
   * Hears a multicast group from now on: what is sent to its address and to this socket's port arrives, too. The socket must be
   * bound without a `host`, and best with a `port` that the senders know. Some systems, as Linux, let it hear the groups that
   * other sockets of the host have joined, too. To send to a group, none needs to be joined.
   *
   * @param group - a literal address, 224.0.0.0 to 239.255.255.255 or ff00::/8.
   * @param options - `interface`: where to hear it.
   * @throws TypeError when group is no address of a group, or interface no literal address.
   * @throws BrokenError (`in-use`: it was joined already; `address`: there is no such interface; `unsupported`: the card has no
   * groups), ClosedError.
   *
   * @example
   * ```ts
   * const listener = await device.bind({ port: 6001 });
   * listener.join("239.1.2.3");
   * const sender = await device.bind({ multicast: { ttl: 1 } });
   * await sender.tx("news", { host: "239.1.2.3", port: 6001 });
   * const news = await listener.rx();
   * console.log(new TextDecoder().decode(news?.bytes), news?.truncated); // prints "news false"
   * ```
   */
  join(group: string, options?: GroupOptions): void;

  /**
   * Hears a group no more; closing the socket leaves all.
   *
   * @param group - as it was joined.
   * @param options - as it was joined.
   * @throws as {@link join}; BrokenError (`address`) when it was not joined.
   *
   * @example
   * ```ts
   * const listener = await device.bind({ port: 6001 });
   * listener.join("239.1.2.3");
   * listener.leave("239.1.2.3");
   * ```
   */
  leave(group: string, options?: GroupOptions): void;

  /**
   * Ends it: a read that waits gets `undefined`, a loop over it ends, a send that waits gets a ClosedError.
   *
   * @see {@link @luat/socket!SocketTable.close | socket.close}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * const datagrams = await device.bind();
   * await datagrams.close();
   * await datagrams.rx(); // undefined
   * ```
   */
  close(): Promise<void>;
}
