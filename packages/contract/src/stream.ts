import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { SecureInfo, SecureOptions } from "./secure.js";

/** {@link Stream.send} took nothing; send the same bytes again after {@link StreamSink.drained}. */
export const FULL = 0;
/** {@link Stream.send} took all of it and holds these very bytes until {@link StreamSink.sent} tells that the system has them. */
export const TAKEN = 1;
/** {@link Stream.send} took all of it and the system has it already. */
export const SENT = 2;
/** As {@link TAKEN}, but the card has a copy: the bytes are the sender's again. */
export const COPIED = 3;

/** What {@link Stream.send} answers: {@link FULL}, {@link TAKEN}, {@link COPIED} or {@link SENT}. */
export type SendResult = typeof FULL | typeof TAKEN | typeof SENT | typeof COPIED;

/** Keep-alive probes; a trait says how much of it a card applies. */
export interface KeepAlive {
  /** Seconds of silence before the first probe. */
  readonly idle: number;
  /** Seconds between probes. */
  readonly interval: number;
  /** Unanswered probes after which the connection is broken. */
  readonly count: number;
}

/** An open stream that leads to a server, such as the one to a proxy once that has connected. */
export interface Tunnel {
  /**
   * One that the same card dialled, plain or over TLS: connected, with TLS secured, nothing queued, not finished. Paused or not,
   * ended by the peer or even closed makes no difference to the call. From then on, unless the call throws, it is the new
   * stream's: nothing of it may be called any more, and its sink is silent for ever.
   */
  readonly stream: Stream;
  /** What was received from it and is not for who received it: the first bytes of the server's, in place of those that are still to come. */
  readonly unread: Uint8Array;
  /** This side's end of it, as its `connected()` told. */
  readonly local: Endpoint;
  /** The other end, such as the proxy's, as its `connected()` told. */
  readonly peer: Endpoint;
}

/** How to dial. */
export interface DialOptions {
  /** The local port; absent or 0: chosen by the card. */
  readonly localPort?: number | undefined;
  /** Absent: no probes. */
  readonly keepAlive?: KeepAlive | undefined;
  /** Absent: plain TCP. */
  readonly secure?: SecureOptions | undefined;
  /**
   * The way to the server, for TLS inside it; only where the card has `Traits.tunnel`, and only with `secure`. Nothing is looked up or
   * dialled then: `to` is who the server is, be it a name, and neither `localPort` nor `keepAlive` count. `connected()` tells
   * the tunnel's own ends, then the handshake begins. The tunnel ends with the stream. Absent: `to` is dialled.
   */
  readonly tunnel?: Tunnel | undefined;
}

/**
 * One low-level TCP (or TLS) connection of a card, from dialling or acceptance to its end.
 *
 * Calls never throw and never call the sink before they return. After `destroy()`, and after the sink's `closed()`,
 * every call is allowed and does nothing (`send` then answers FULL).
 */
export interface Stream {
  /**
   * Takes all of `bytes` or nothing. Allowed from `connected()` (with TLS from `secured()`) until `finish()`.
   *
   * FULL is answered only while something is queued, so a single send of any size is taken by an idle stream; it
   * promises one `drained()`. The bytes belong to the card until they were reported as sent, and may not be
   * changed until then, unless it answers COPIED. Empty bytes are taken and change nothing.
   */
  send(bytes: Uint8Array): SendResult;
  /** How many bytes were taken that the system does not have yet. */
  readonly queued: number;
  /** From now on no `received()`, until `resume()`. While paused, the end may go unseen: see `Traits.pausedSeesEnd`. */
  pause(): void;
  /** Undoes `pause()`. What arrived meanwhile is delivered, in order and complete. */
  resume(): void;
  /** Sends what is queued, then FIN. Receiving goes on; `closed()` follows once the peer has ended too. */
  finish(): void;
  /** Lets it keep the program running while it is open, as it does from the start. Absent, like `unref`: it has no such hold. */
  ref?(): void;
  /** Lets the program end though it is open. */
  unref?(): void;
  /**
   * Ends it now; the sink is silent from this call on. `"abort"` (the default) drops what is queued and ends as
   * orderly as the system allows; `"reset"` makes the peer see a reset (`Traits.reset`; with TLS a card may do as for
   * `"abort"`).
   */
  destroy(how?: "abort" | "reset"): void;
}

/**
 * Who is told what a {@link Stream} does. Each stream has its own sink.
 *
 * Order: `connected` (once, except after acceptance, where the stream is connected, and with TLS secured, from the
 * start), `secured` (only where TLS was dialled), then any of `received`, `sent`, `drained`; `ended` at most once and `received` never after it; `closed`
 * exactly once and last, unless `destroy()` came first. A dial that fails gives only `closed(fault)`.
 */
export interface StreamSink {
  /** It is open: plain TCP can be sent from now on. */
  connected(local: Endpoint, peer: Endpoint): void;
  /** The TLS handshake is done: it can be sent from now on. */
  secured(info: SecureInfo): void;
  /**
   * The first `length` of `bytes` arrived (length > 0). With `lent` they are valid only until this call returns and
   * must be copied to be kept; without, they are the receiver's for ever. They are a plain Uint8Array, no subclass
   * whose methods do other things. With TLS each call brings bytes of one record, so 16,384 at most.
   */
  received(bytes: Uint8Array, length: number, lent: boolean): void;
  /** The system now has the first `total` bytes ever taken by this stream. Never told for what `send` answered with SENT. */
  sent(total: number): void;
  /** After a FULL: there is room again. */
  drained(): void;
  /** The peer sent FIN (with TLS its farewell, which not every card can tell from a bare FIN): nothing more will be received. Without `Traits.halfClose`, `closed()` follows by itself. */
  ended(): void;
  /** It is over; with a fault unless both sides ended in order. What was not reported as sent is lost. */
  closed(fault?: Fault): void;
}
