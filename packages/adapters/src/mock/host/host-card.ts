import {
  ipVersion,
  MAX_DATAGRAM,
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
  type TlsConfig,
  type Traits,
} from "@luat/contract";
import { mustBePort } from "../../checks/addresses.js";
import { mustBeDestination, mustBeOfKind, mustBePositive } from "../checks.js";
import type { Datagram } from "../udp/datagram.js";
import type { Fabric, Station } from "../fabric.js";
import { FailedSocket } from "./failed-socket.js";
import { LINK_DOWN, NO_SOCKETS, UNSUPPORTED } from "../faults.js";
import { HostAddresses } from "./host-addresses.js";
import { HostDatagrams } from "../udp/host-datagrams.js";
import { HostStreams } from "../tcp/host-streams.js";
import { mustKnow } from "../../checks/known-options.js";
import { Link } from "./link.js";
import { flap } from "./flap.js";
import type { NetstatRow } from "../looking/netstat.js";
import type { FlapSchedule, MockHost, MockHostOptions } from "./mock-host.js";
import { Packet } from "../tcp/packet.js";
import type { Pipe } from "../tcp/pipe.js";
import { factsOf, type CardFacts } from "./profile.js";
import { guardOf, type Guard } from "../rules/guard.js";
import { HostTls } from "../tls/host-tls.js";

/** A host of a mock network, as its net sees it. */
export class HostCard implements MockHost, Station {
  readonly name: string;
  readonly traits: Traits;
  readonly clock: Clock;
  readonly #card: CardFacts;
  readonly #fabric: Fabric;
  readonly #addresses: HostAddresses;
  readonly #streams: HostStreams;
  readonly #datagrams: HostDatagrams;
  readonly #tls: HostTls;
  readonly #link: Link;

  constructor(fabric: Fabric, ip: string, options: MockHostOptions) {
    mustKnow("host", options, { name: true, profile: true, names: true, mask: true, gateway: true, ipv6: true, highWater: true, window: true, longestDatagram: true });
    const card = factsOf(options.profile);
    const { name = ip, names = "resolve", mask = "255.255.255.0", ipv6, highWater = card.highWater, window = 65_536, longestDatagram = MAX_DATAGRAM } = options;
    const { gateway = ip.replace(/\d+$/, "1") } = options;
    mustBePositive("highWater", highWater);
    mustBePositive("window", window);
    mustBePositive("longestDatagram", longestDatagram);
    if (ipv6 !== undefined && !card.ipv6) throw new TypeError(`ipv6 is ${JSON.stringify(ipv6)}; expected none, as a card of the profile "${options.profile}" has no IPv6`);
    this.name = name;
    this.#card = card;
    this.clock = fabric.clock;
    this.#fabric = fabric;
    this.#addresses = new HostAddresses({ ip, mask, gateway, ipv6 });
    this.#streams = new HostStreams(fabric, this, this.#addresses, { highWater, window, waitsForAcks: card.sentWhen === "acknowledged", isForOne: card.clients === "one" });
    this.#datagrams = new HostDatagrams(fabric, this, this.#addresses, highWater, longestDatagram);
    this.#tls = new HostTls(fabric.clock, highWater, fabric.authorities);
    this.traits = {
      names,
      tcp: true,
      listen: true,
      clients: card.clients,
      udp: true,
      tls: true,
      psk: true,
      dtls: "psk",
      tunnel: true,
      multicast: true,
      halfClose: true,
      reset: true,
      keepAlive: "full",
      localPort: true,
      ipv6: ipv6 !== undefined,
      pausedSeesEnd: true,
    };
    this.#link = new Link(fabric.clock, (up) => {
      if (!up) {
        this.#streams.cutOff(LINK_DOWN);
        this.#datagrams.cutOff(LINK_DOWN);
      }
      fabric.pathsChanged();
    });
    fabric.add(this.#addresses.all, this);
  }

  get ip(): string {
    return this.#addresses.local.ip;
  }

  get broadcast(): string {
    return this.#addresses.broadcast;
  }

  get openStreams(): number {
    return this.#streams.open;
  }

  get openListeners(): number {
    return this.#streams.listening;
  }

  get openDatagrams(): number {
    return this.#datagrams.open;
  }

  isReady(): boolean {
    return this.#link.isUp;
  }

  address(): LocalAddress | undefined {
    return this.#link.isUp ? this.#addresses.local : undefined;
  }

  /** Its sockets, in no order. */
  netstat(): NetstatRow[] {
    return [...this.#streams.rows(this.name), ...this.#datagrams.rows(this.name)];
  }

  setLink(up: boolean): void {
    this.#link.set(up);
  }

  flap(schedule: FlapSchedule): Guard {
    return guardOf(flap(this.clock, this, schedule));
  }

  /**
   * Gives it another IPv4 address. What is open dies, and nobody else is told.
   *
   * @throws TypeError when `ip` is none, Error when another host has it.
   */
  move(ip: string): void {
    const { isUp } = this.#link;
    const before = this.#addresses.local;
    this.#addresses.set({ ...before, ip });
    try {
      this.#fabric.move(before.ip, ip);
    } catch (error) {
      this.#addresses.set(before);
      throw error;
    }
    this.#streams.sever();
    this.#streams.cutOff(LINK_DOWN);
    this.#datagrams.cutOff(LINK_DOWN);
    if (!isUp) return;
    this.#link.set(false);
    this.#link.set(true);
  }

  watch(onLink: (up: boolean) => void): Stop {
    return this.#link.watch(onLink);
  }

  credentials(config: TlsConfig): Credentials | Fault {
    return this.#tls.credentials(config);
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const { resolveDelay, names } = this.#fabric;
    return this.clock.after(resolveDelay + names.delayOf(name), () => {
      if (!this.#link.isUp) done({ fault: LINK_DOWN });
      else if (this.traits.names === "opaque") done({ fault: UNSUPPORTED });
      else done(names.lookUp(name, query.family, this.#card.addresses));
    });
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    mustBePort("to.port", to.port);
    if (options.tunnel !== undefined) {
      if (options.secure === undefined) throw new TypeError("secure is undefined; expected TLS settings, as there is a tunnel");
      if (!this.#link.isUp) return new FailedSocket(this.clock, sink, LINK_DOWN);
      return this.#tls.inside(options.tunnel, options.secure, sink);
    }
    mustBePort("localPort", options.localPort);
    if (ipVersion(to.host) === 0 && this.traits.names === "resolve") {
      throw new TypeError(`to.host is ${JSON.stringify(to.host)}; expected an IPv4 or IPv6 address, resolve names first`);
    }
    if (options.secure === undefined) return this.#dialPlain(to, options, sink);
    return this.#tls.dial(options.secure, sink, (below) => this.#dialPlain(to, options, below));
  }

  /** What stands for a socket where none can be opened just now. */
  #refusal(sink: { closed(fault: Fault): void }): FailedSocket | undefined {
    if (!this.#link.isUp) return new FailedSocket(this.clock, sink, LINK_DOWN);
    return this.#isFull ? new FailedSocket(this.clock, sink, NO_SOCKETS) : undefined;
  }

  get #isFull(): boolean {
    return this.openStreams + this.openListeners + this.openDatagrams >= this.#card.sockets;
  }

  #dialPlain(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    const refusal = this.#refusal(sink);
    if (refusal !== undefined) return refusal;
    if (ipVersion(to.host) !== 0) return this.#streams.dial(to, 0, options, sink);
    const { names, resolveDelay } = this.#fabric;
    const answer = names.lookUp(to.host);
    const delay = resolveDelay + names.delayOf(to.host);
    if ("fault" in answer) return new FailedSocket(this.clock, sink, answer.fault, delay);
    return this.#streams.dial({ host: answer.addresses[0] as string, port: to.port }, delay, options, sink);
  }

  listen(options: ListenOptions, sink: ListenSink): Listener {
    mustBePort("port", options.port);
    mustBePositive("backlog", options.backlog);
    const security = options.secure === undefined ? undefined : this.#tls.serve(options.secure);
    const refusal = this.#refusal(sink);
    if (refusal !== undefined) return refusal;
    if (security !== undefined && "reason" in security) return new FailedSocket(this.clock, sink, security);
    return this.#streams.listen(options, { security, serve: (secure) => this.#tls.serve(secure) }, sink);
  }

  bind(options: BindOptions, sink: DatagramSink): Datagrams {
    mustBePort("port", options.port);
    if (options.peer !== undefined) mustBeDestination(options.peer, "peer");
    if (options.peer !== undefined && options.host !== undefined) mustBeOfKind(options.peer.host, options.host);
    const refusal = this.#refusal(sink);
    if (refusal !== undefined) return refusal;
    const { secure, ...plain } = options;
    if (secure === undefined) return this.#datagrams.bind(plain, sink);
    const secured = this.#tls.bind(secure, plain.peer, sink, (inner) => this.#datagrams.bind(plain, inner));
    return "reason" in secured ? new FailedSocket(this.clock, sink, secured) : secured;
  }

  knock(syn: Packet, there: Pipe, back: Pipe): void {
    if (this.#isFull) back.send(new Packet("refusal"));
    else this.#streams.knock(syn, there, back);
  }

  take(datagram: Datagram): Fault | undefined {
    return this.#datagrams.take(datagram);
  }

  pathsChanged(): void {
    this.#streams.pathsChanged();
  }

  /** Cuts the streams with an end that is meant. */
  resetStreams(isMeant: (end: Endpoint) => boolean): void {
    this.#streams.reset(isMeant);
  }
}
