import type {
  Clock,
  DialOptions,
  Endpoint,
  Fault,
  Listener,
  ListenOptions,
  ListenSink,
  Stream,
  StreamSink,
} from "@luat/contract";
import { canonical, isLoopback } from "../address.js";
import type { Fabric, Station } from "../fabric.js";
import { FailedSocket } from "../host/failed-socket.js";
import { IN_USE, NO_PORTS, NOT_MINE, UNREACHABLE } from "../faults.js";
import type { HostAddresses } from "../host/host-addresses.js";
import type { NetstatRow } from "../looking/netstat.js";
import { streamRow } from "../looking/stream-row.js";
import { MockListener, type MockListenerParts } from "./mock-listener.js";
import { MockStream, type StreamHome } from "./mock-stream.js";
import { Packet } from "./packet.js";
import { Pipe } from "./pipe.js";
import { Ports } from "../host/ports.js";

/** What the streams and listeners of a host go by. */
export interface StreamLimits extends Pick<StreamHome, "highWater" | "window" | "waitsForAcks"> {
  /** Whether its listeners serve one client at a time. */
  readonly isForOne: boolean;
}

/** The streams and listeners of one host. */
export class HostStreams implements StreamHome {
  readonly clock: Clock;
  readonly highWater: number;
  readonly window: number;
  readonly waitsForAcks: boolean;
  readonly #isForOne: boolean;
  readonly #fabric: Fabric;
  readonly #station: Station;
  readonly #addresses: HostAddresses;
  readonly #streams = new Set<MockStream>();
  readonly #listeners = new Map<number, MockListener>();
  readonly #ports = new Ports();

  constructor(fabric: Fabric, station: Station, addresses: HostAddresses, limits: StreamLimits) {
    this.clock = fabric.clock;
    this.highWater = limits.highWater;
    this.window = limits.window;
    this.waitsForAcks = limits.waitsForAcks;
    this.#isForOne = limits.isForOne;
    this.#fabric = fabric;
    this.#station = station;
    this.#addresses = addresses;
  }

  get open(): number {
    return this.#streams.size;
  }

  get listening(): number {
    return this.#listeners.size;
  }

  rows(host: string): NetstatRow[] {
    return [...Array.from(this.#listeners.values(), (listener) => listener.row(host)), ...Array.from(this.#streams, (stream) => streamRow(host, stream.look()))];
  }

  /** Dials a literal address, `delay` ms from now. */
  dial(to: Endpoint, delay: number, options: DialOptions, sink: StreamSink): Stream {
    const fail = (fault: Fault): Stream => new FailedSocket(this.clock, sink, fault, delay);
    const target = isLoopback(to.host) ? this.#station : this.#fabric.station(to.host);
    const source = this.#addresses.sourceFor(to.host);
    if (source === undefined || (target === undefined && !this.#fabric.isHole(to))) return fail(UNREACHABLE);
    const port = this.#ports.take(options.localPort ?? 0);
    if (port === "in-use") return fail(IN_USE);
    if (port === "limit") return fail(NO_PORTS);
    const local = { host: source, port };
    const connection = this.#fabric.nextConnection();
    const there = new Pipe(this.#fabric, connection, { from: local, to, source: this.#station, target });
    const back = new Pipe(this.#fabric, connection, { from: to, to: local, source: target ?? this.#station, target: this.#station });
    there.twin = back;
    back.twin = there;
    const stream = new MockStream({ home: this, pipe: there, keepAlive: options.keepAlive, sink });
    back.receiver = stream;
    there.receiver = {
      isDialing: false,
      isOver: false,
      cutOff: () => undefined,
      acksLost: () => undefined,
      arrive: (syn) => {
        if (syn.kind !== "syn") return;
        const station = target ?? this.#fabric.station(to.host);
        if (station === undefined) back.send(new Packet("unreachable"));
        else station.knock(syn, there, back);
      },
    };
    this.#streams.add(stream);
    stream.knock(delay);
    return stream;
  }

  /** @param security - absent: plain TCP. */
  listen({ port: wanted, host = "0.0.0.0", backlog, keepAlive }: ListenOptions, tls: Pick<MockListenerParts, "security" | "serve">, sink: ListenSink): Listener {
    const anyAddress = host === "0.0.0.0" || canonical(host) === canonical("::");
    if (!anyAddress && !this.#addresses.has(host)) return new FailedSocket(this.clock, sink, NOT_MINE);
    const port = this.#ports.take(wanted);
    if (port === "in-use") return new FailedSocket(this.clock, sink, IN_USE);
    if (port === "limit") return new FailedSocket(this.clock, sink, NO_PORTS);
    const onClosed = (): void => {
      this.#listeners.delete(port);
      this.#ports.free(port);
    };
    const local = { host: anyAddress ? this.#addresses.local.ip : host, port };
    const { clock, highWater } = this;
    const listener = new MockListener({ clock, local, anyAddress, backlog, isForOne: this.#isForOne, keepAlive, ...tls, highWater, sink, onClosed });
    this.#listeners.set(port, listener);
    return listener;
  }

  /** A client asks for a connection; the answer goes into `back`. */
  knock(syn: Packet, there: Pipe, back: Pipe): void {
    const listener = this.#listeners.get(there.to.port);
    if (listener?.invites(there.to.host) !== true) {
      back.send(new Packet("refusal"));
      return;
    }
    const stream = new MockStream({ home: this, pipe: back, keepAlive: listener.keepAlive });
    there.receiver = stream;
    this.#streams.add(stream);
    stream.answer(syn.amount);
    listener.welcome(stream);
  }

  forget(stream: MockStream): void {
    this.#streams.delete(stream);
    if (stream.isDialled) this.#ports.free(stream.local.port);
  }

  pathsChanged(): void {
    for (const stream of [...this.#streams]) stream.pathChanged();
  }

  /** Cuts the streams with an end that is meant. */
  reset(isMeant: (end: Endpoint) => boolean): void {
    for (const stream of [...this.#streams]) {
      if (isMeant(stream.local) || isMeant(stream.peer)) stream.arrive(new Packet("reset"));
    }
  }

  /** Nothing gets through any more on those that are open, and their peers are not told. */
  sever(): void {
    for (const stream of this.#streams) stream.sever();
  }

  cutOff(fault: Fault): void {
    for (const stream of [...this.#streams]) stream.cutOff(fault);
    for (const listener of [...this.#listeners.values()]) listener.cutOff(fault);
  }
}
