import type { Adapter } from "@luat/contract";
import type { HostProfile } from "./profile.js";
import type { Guard } from "../rules/guard.js";

/** The two times of a link that flaps. */
export interface FlapSchedule {
  /** Virtual ms for which it is up each time. */
  readonly up: number;
  /** Virtual ms for which it is down each time. */
  readonly down: number;
}

/** How a host of a mock network is made. */
export interface MockHostOptions {
  /** For logs and messages. Default: its address. */
  readonly name?: string | undefined;
  /** The kind of card that it is to be like. Default: one without the limits of any. */
  readonly profile?: HostProfile | undefined;
  /** `"opaque"`: a card that dials names itself and resolves none. Default: `"resolve"`. */
  readonly names?: "resolve" | "opaque" | undefined;
  /** Default: 255.255.255.0. */
  readonly mask?: string | undefined;
  /** Default: the address with 1 at its end. */
  readonly gateway?: string | undefined;
  /** Its IPv6 address. Default: none, and the trait `ipv6` is false. */
  readonly ipv6?: string | undefined;
  /** Bytes that a stream or a datagram socket queues before it is full, at least 1. Default: 65,536, or what the profile says. */
  readonly highWater?: number | undefined;
  /** Bytes that may be under way to a stream or wait in it, at least 1. Default: 65,536. */
  readonly window?: number | undefined;
  /**
   * Bytes that are kept of a datagram that arrives; the rest of it is cut off, and the receiver is told, as on the PC simulator
   * beyond 2,048. At least 1. Default: all.
   */
  readonly longestDatagram?: number | undefined;
}

/**
 * The network card of one host of a mock network, made by `MockNet.host()`.
 *
 * It keeps the laws of the adapter contract, on virtual time: nothing is ever told inside a call. Bytes are lent and
 * spoiled after the call that lent them, so that code which keeps them is caught.
 *
 * Datagrams leave when the code that sent them has ended, so `send` answers TAKEN, and FULL once a turn has sent
 * `highWater` bytes. Each is under way on its own and is not sent again; what arrives in order was sent in order. A socket
 * with a peer is told `"refused"` a round trip after a datagram for which nobody was there. `255.255.255.255` and the
 * address whose host bits are all set reach every socket of the subnet that is bound to no host, or to that very address,
 * this host's own included. What is sent to a group reaches the sockets that joined it and are bound to no host: on this
 * host with a `ttl` of 0, in its subnet with 1, everywhere with more.
 *
 * TLS goes over the streams of the net as it goes over TCP: a hello, records of up to 16,384 bytes, alerts, `close_notify`,
 * half-close. Who is told what goes by Node's cards: who dials looks at a server's certificate when the handshake is done
 * otherwise, and just ends where it is not good; a listener that gets no certificate says so, which with TLS 1.3 arrives
 * after `secured`. A listener gives each handshake 30 seconds. Without `ca`, the authorities of the net are known.
 */
export interface MockHost extends Adapter {
  /**
   * Switches the link. Everything open on the host ends when it goes down; its peers learn of that only by
   * keep-alive, or when they send after it is up again.
   *
   * `isReady()` changes at once, and watchers and sinks are told after this call. Of several changes at one moment each
   * one is told; it takes effect when the one before it was told.
   */
  setLink(up: boolean): void;
  /**
   * Lets the link go up and down again and again, as a bad plug does: first up, then down. While it lives, `clock.run()`
   * without a promise finds no end.
   *
   * @param schedule - how many ms it is up and down each time, above 0.
   * @returns what ends it; the link is up then.
   * @throws RangeError for a wrong time.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   *
   * const net = new MockNet();
   * const host = net.host("10.0.0.2");
   * const told: string[] = [];
   * host.watch((up) => told.push(`${net.clock.now()} ${up}`));
   * const guard = host.flap({ up: 1_000, down: 50 });
   * await net.clock.advance(2_100);
   * guard.remove();
   * told; // ["1000 false", "1050 true", "2050 false", "2100 true"]
   * ```
   */
  flap(schedule: FlapSchedule): Guard;
  /** How many of its streams live: from dialling, or from when a client is connected, to their end. */
  readonly openStreams: number;
  /** How many of its listeners live. */
  readonly openListeners: number;
  /** How many of its datagram sockets live. */
  readonly openDatagrams: number;
}
