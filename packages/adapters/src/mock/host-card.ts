import {
  ipVersion,
  type BindOptions,
  type Clock,
  type Credentials,
  type Datagrams,
  type DatagramSink,
  type DialOptions,
  type DnsAnswer,
  type DnsQuery,
  type Endpoint,
  type Fault,
  type Listener,
  type ListenOptions,
  type ListenSink,
  type LocalAddress,
  type Stop,
  type Stream,
  type StreamSink,
  type Traits,
} from "@luat/contract";
import { canonical, isLoopback } from "./address.js";
import { mustBePort, mustBePositive } from "./checks.js";
import type { Fabric, Station } from "./fabric.js";
import { FailedSocket } from "./failed-socket.js";
import { IN_USE, LINK_DOWN, NO_PORTS, NOT_MINE, UNREACHABLE, UNSUPPORTED } from "./faults.js";
import { Link } from "./link.js";
import type { MockHost, MockHostOptions } from "./mock-host.js";
import { MockListener } from "./mock-listener.js";
import { MockStream, type StreamHome } from "./mock-stream.js";
import { Packet } from "./packet.js";
import { Pipe } from "./pipe.js";
import { Ports } from "./ports.js";

/** A host of a mock network, as its net sees it. */
export class HostCard implements MockHost, Station, StreamHome {
  readonly name: string;
  readonly traits: Traits;
  readonly clock: Clock;
  readonly highWater: number;
  readonly window: number;
  readonly #fabric: Fabric;
  readonly #address: LocalAddress;
  readonly #streams = new Set<MockStream>();
  readonly #listeners = new Map<number, MockListener>();
  readonly #ports = new Ports();
  readonly #link: Link;

  constructor(fabric: Fabric, ip: string, options: MockHostOptions) {
    const { name = ip, names = "resolve", mask = "255.255.255.0", ipv6, highWater = 65_536, window = 65_536 } = options;
    if (ipVersion(ip) !== 4) throw new TypeError(`address is ${JSON.stringify(ip)}; expected an IPv4 address`);
    if (ipv6 !== undefined && ipVersion(ipv6) !== 6) throw new TypeError(`ipv6 is ${JSON.stringify(ipv6)}; expected an IPv6 address`);
    mustBePositive("highWater", highWater);
    mustBePositive("window", window);
    const gateway = options.gateway ?? ip.replace(/\d+$/, "1");
    this.name = name;
    this.clock = fabric.clock;
    this.highWater = highWater;
    this.window = window;
    this.#fabric = fabric;
    this.#address = { ip, mask, gateway, ipv6 };
    this.traits = {
      names,
      tcp: true,
      listen: true,
      udp: false,
      tls: false,
      halfClose: true,
      reset: true,
      keepAlive: "full",
      localPort: true,
      ipv6: ipv6 !== undefined,
      pausedSeesEnd: true,
    };
    this.#link = new Link(fabric.clock, (up) => {
      if (!up) this.#cutOffAll();
      fabric.pathsChanged();
    });
    fabric.add(ipv6 === undefined ? [ip] : [ip, ipv6], this);
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  get openListeners(): number {
    return this.#listeners.size;
  }

  isReady(): boolean {
    return this.#link.isUp;
  }

  address(): LocalAddress | undefined {
    return this.#link.isUp ? this.#address : undefined;
  }

  setLink(up: boolean): void {
    this.#link.set(up);
  }

  watch(onLink: (up: boolean) => void): Stop {
    return this.#link.watch(onLink);
  }

  credentials(): Credentials | Fault {
    return UNSUPPORTED;
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const { clock, resolveDelay, names } = this.#fabric;
    return clock.after(resolveDelay, () => {
      if (!this.#link.isUp) done({ fault: LINK_DOWN });
      else if (this.traits.names === "opaque") done({ fault: UNSUPPORTED });
      else done(names.lookUp(name, query.family));
    });
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    mustBePort("to.port", to.port);
    mustBePort("localPort", options.localPort);
    const isName = ipVersion(to.host) === 0;
    if (isName && this.traits.names === "resolve") {
      throw new TypeError(`to.host is ${JSON.stringify(to.host)}; expected an IPv4 or IPv6 address, resolve names first`);
    }
    if (!this.#link.isUp) return new FailedSocket(this.clock, sink, LINK_DOWN);
    if (options.secure !== undefined) return new FailedSocket(this.clock, sink, UNSUPPORTED);
    if (!isName) return this.#dialAddress(to, 0, options, sink);
    const { names, resolveDelay } = this.#fabric;
    const answer = names.lookUp(to.host);
    if ("fault" in answer) return new FailedSocket(this.clock, sink, answer.fault, resolveDelay);
    return this.#dialAddress({ host: answer.addresses[0] as string, port: to.port }, resolveDelay, options, sink);
  }

  #dialAddress(to: Endpoint, delay: number, options: DialOptions, sink: StreamSink): Stream {
    const fail = (fault: Fault): Stream => new FailedSocket(this.clock, sink, fault, delay);
    const target = isLoopback(to.host) ? this : this.#fabric.station(to.host);
    const source = this.#sourceFor(to.host);
    if (source === undefined || (target === undefined && !this.#fabric.isHole(to))) return fail(UNREACHABLE);
    const port = this.#ports.take(options.localPort ?? 0);
    if (port === "in-use") return fail(IN_USE);
    if (port === "limit") return fail(NO_PORTS);
    const local = { host: source, port };
    const there = new Pipe(this.#fabric, local, to, this, target);
    const back = new Pipe(this.#fabric, to, local, target ?? this, this);
    const stream = new MockStream({ home: this, pipe: there, keepAlive: options.keepAlive, sink });
    back.receiver = stream;
    there.receiver = {
      arrive: (syn) => {
        const station = target ?? this.#fabric.station(to.host);
        if (station === undefined) back.send(new Packet("unreachable"));
        else station.knock(syn, there, back);
      },
    };
    this.#streams.add(stream);
    stream.knock(delay);
    return stream;
  }

  /** The address that a stream to `address` leaves from. */
  #sourceFor(address: string): string | undefined {
    const { ip, ipv6 } = this.#address;
    if (isLoopback(address)) return address;
    return ipVersion(address) === 4 ? ip : ipv6;
  }

  listen(options: ListenOptions, sink: ListenSink): Listener {
    const { backlog, keepAlive } = options;
    mustBePort("port", options.port);
    mustBePositive("backlog", backlog);
    if (!this.#link.isUp) return new FailedSocket(this.clock, sink, LINK_DOWN);
    if (options.secure !== undefined) return new FailedSocket(this.clock, sink, UNSUPPORTED);
    const host = options.host ?? "0.0.0.0";
    const anyAddress = host === "0.0.0.0" || canonical(host) === canonical("::");
    if (!anyAddress && !this.#hasAddress(host)) return new FailedSocket(this.clock, sink, NOT_MINE);
    const port = this.#ports.take(options.port);
    if (port === "in-use") return new FailedSocket(this.clock, sink, IN_USE);
    if (port === "limit") return new FailedSocket(this.clock, sink, NO_PORTS);
    const onClosed = (): void => {
      this.#listeners.delete(port);
      this.#ports.free(port);
    };
    const local = { host: anyAddress ? this.#address.ip : host, port };
    const listener = new MockListener({ clock: this.clock, local, anyAddress, backlog, keepAlive, sink, onClosed });
    this.#listeners.set(port, listener);
    return listener;
  }

  #hasAddress(host: string): boolean {
    return isLoopback(host) || this.#fabric.station(host) === this;
  }

  bind(_options: BindOptions, sink: DatagramSink): Datagrams {
    return new FailedSocket(this.clock, sink, UNSUPPORTED);
  }

  knock(syn: Packet, there: Pipe, back: Pipe): void {
    const listener = this.#listeners.get(there.to.port);
    if (listener?.invites(there.to.host) !== true) {
      back.send(new Packet("reset"));
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
  resetStreams(isMeant: (end: Endpoint) => boolean): void {
    for (const stream of [...this.#streams]) {
      if (isMeant(stream.local) || isMeant(stream.peer)) stream.arrive(new Packet("reset"));
    }
  }

  #cutOffAll(): void {
    for (const stream of [...this.#streams]) stream.cutOff(LINK_DOWN);
    for (const listener of [...this.#listeners.values()]) listener.cutOff(LINK_DOWN);
  }
}
