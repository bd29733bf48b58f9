import { FULL, ipVersion, isMulticast, TAKEN, type Clock, type Datagrams, type DatagramSink, type Endpoint, type Fault, type MulticastOptions, type SendResult } from "@luat/contract";
import { canonical } from "../address.js";
import { mustBeDestination } from "../checks.js";
import { IN_USE, NOT_MINE } from "../faults.js";
import type { Datagram } from "./datagram.js";
import type { NetstatRow } from "../looking/netstat.js";

/** The host of a datagram socket. */
export interface DatagramHome {
  readonly clock: Clock;
  /** Bytes that a socket queues before it is full. */
  readonly highWater: number;
  /** Bytes that are kept of a datagram that arrives. */
  readonly longest: number;
  /** Whether it is one of the host's addresses. */
  has(address: string): boolean;
  /** Sends one datagram, whose bytes are the caller's again at once; or says why that cannot be. */
  post(socket: MockDatagrams, bytes: Uint8Array, to: Endpoint): Fault | undefined;
  /** The socket is over; its port is free. */
  forget(socket: MockDatagrams): void;
}

/** What is given to a new {@link MockDatagrams}. */
export interface MockDatagramsParts {
  readonly home: DatagramHome;
  readonly local: Endpoint;
  /** Whether datagrams to other addresses of the host, of the same kind, are for it too. */
  readonly anyAddress: boolean;
  readonly peer: Endpoint | undefined;
  readonly multicast: MulticastOptions;
  readonly sink: DatagramSink;
}

interface Queued {
  readonly bytes: Uint8Array;
  readonly to: Endpoint;
}

/** A datagram socket of the mock network. As in most systems, what was sent leaves when the code that sent it has ended. */
export class MockDatagrams implements Datagrams {
  readonly local: Endpoint;
  readonly anyAddress: boolean;
  readonly multicast: MulticastOptions;
  readonly #home: DatagramHome;
  /** The groups that it has joined. */
  readonly #groups = new Set<string>();
  readonly #peer: Endpoint | undefined;
  #sink: DatagramSink | undefined;
  #state: "opening" | "bound" | "over" = "opening";
  #queue: Queued[] = [];
  /** What is leaving just now, the first at the end. */
  #leaving: Queued[] = [];
  #queuedBytes = 0;
  #settled = 0;
  #saidFull = false;

  constructor({ home, local, anyAddress, peer, multicast, sink }: MockDatagramsParts) {
    this.#home = home;
    this.local = local;
    this.anyAddress = anyAddress;
    this.multicast = multicast;
    this.#peer = peer;
    this.#sink = sink;
    home.clock.after(0, () => {
      if (this.#state !== "opening") return;
      this.#state = "bound";
      sink.bound(local);
    });
  }

  send(bytes: Uint8Array, to: Endpoint | undefined = this.#peer): SendResult {
    if (this.#state !== "bound") return FULL;
    mustBeDestination(to);
    if (this.#queuedBytes >= this.#home.highWater) {
      this.#saidFull = true;
      return FULL;
    }
    if (this.#queue.length === 0) this.#home.clock.after(0, this.#leave);
    this.#queue.push({ bytes, to: { host: to.host, port: to.port } });
    this.#queuedBytes += weightOf(bytes);
    return TAKEN;
  }

  join(group: string, on?: string): Fault | undefined {
    const place = this.#place(group, on);
    if (this.#state !== "bound") return undefined;
    if (on !== undefined && !this.#home.has(on)) return NOT_MINE;
    if (this.#groups.has(place)) return IN_USE;
    this.#groups.add(place);
    return undefined;
  }

  leave(group: string, on?: string): Fault | undefined {
    const place = this.#place(group, on);
    if (this.#state !== "bound") return undefined;
    return this.#groups.delete(place) ? undefined : NOT_MINE;
  }

  /** A host has one interface, so that it can be named, or not. */
  #place(group: string, on: string | undefined): string {
    if (!isMulticast(group)) throw new TypeError(`group is ${JSON.stringify(group)}; expected the address of a multicast group`);
    if (on !== undefined && ipVersion(on) === 0) throw new TypeError(`on is ${JSON.stringify(on)}; expected an IPv4 or IPv6 address`);
    return canonical(group);
  }

  /** Its line in a table of all sockets. */
  row(host: string): NetstatRow {
    const isAny = this.anyAddress && this.#peer === undefined;
    const local = isAny ? { host: ipVersion(this.local.host) === 4 ? "0.0.0.0" : "::", port: this.local.port } : this.local;
    const sendQ = [...this.#leaving, ...this.#queue].reduce((sum, { bytes }) => sum + bytes.length, 0);
    return { protocol: "udp", host, local, peer: this.#peer, state: undefined, recvQ: 0, sendQ };
  }

  close(): void {
    this.#sink = undefined;
    for (const { bytes, to } of [...this.#leaving.reverse(), ...this.#queue]) this.#home.post(this, bytes, to);
    this.#shut();
  }

  /** Ends it because of something that happened to its host. */
  cutOff(fault: Fault): void {
    if (this.#state === "over") return;
    this.#shut();
    this.#home.clock.after(0, () => {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.closed(fault);
    });
  }

  /** Whether datagrams to this address of the host are for it. */
  isAt(address: string): boolean {
    if (this.#state !== "bound") return false;
    if (isMulticast(address)) return this.anyAddress && this.#groups.has(canonical(address));
    return this.anyAddress ? ipVersion(address) === ipVersion(this.local.host) : canonical(address) === canonical(this.local.host);
  }

  take(datagram: Datagram): void {
    const { from } = datagram;
    if (this.#peer !== undefined && !isSame(from, this.#peer)) return;
    const { longest } = this.#home;
    datagram.lend((bytes, length) => this.#sink?.received(bytes, Math.min(length, longest), true, from, length > longest));
  }

  /** One that it sent came back. As in real systems only a socket with a peer hears of that. */
  sentBack(fault: Fault, to: Endpoint): void {
    if (this.#state === "bound" && this.#peer !== undefined && isSame(to, this.#peer)) this.#sink?.failed(fault);
  }

  readonly #leave = (): void => {
    this.#leaving = this.#queue.reverse();
    this.#queue = [];
    for (let next = this.#leaving.pop(); next !== undefined; next = this.#leaving.pop()) {
      const { bytes, to } = next;
      this.#settled++;
      this.#queuedBytes -= weightOf(bytes);
      const fault = this.#home.post(this, bytes, to);
      if (fault !== undefined) this.#sink?.failed(fault, this.#settled);
    }
    if (this.#state === "over") return;
    this.#sink?.sent(this.#settled);
    if (!this.#saidFull || this.#queuedBytes >= this.#home.highWater) return;
    this.#saidFull = false;
    this.#sink?.drained();
  };

  #shut(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#queue = [];
    this.#leaving = [];
    this.#home.forget(this);
  }
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && canonical(a.host) === canonical(b.host);
}

/** So that the queue of empty ones comes to an end too. */
function weightOf({ length }: Uint8Array): number {
  return Math.max(1, length);
}
