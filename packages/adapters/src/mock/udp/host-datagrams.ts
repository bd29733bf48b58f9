import { ipVersion, isMulticast, MAX_DATAGRAM, type BindOptions, type Clock, type Datagrams, type DatagramSink, type Endpoint, type Fault } from "@luat/contract";
import { canonical, isLoopback } from "../address.js";
import { Datagram } from "./datagram.js";
import type { Fabric, Station } from "../fabric.js";
import { FailedSocket } from "../host/failed-socket.js";
import { IN_USE, NO_PORTS, NOT_MINE, REFUSED, TOO_LARGE, UNREACHABLE } from "../faults.js";
import type { HostAddresses } from "../host/host-addresses.js";
import type { NetstatRow } from "../looking/netstat.js";
import { MockDatagrams, type DatagramHome } from "./mock-datagrams.js";
import { Ports } from "../host/ports.js";

/** The datagram sockets of one host. */
export class HostDatagrams implements DatagramHome {
  readonly clock: Clock;
  readonly highWater: number;
  readonly longest: number;
  readonly #fabric: Fabric;
  readonly #station: Station;
  readonly #addresses: HostAddresses;
  readonly #sockets = new Map<number, MockDatagrams>();
  readonly #ports = new Ports();

  constructor(fabric: Fabric, station: Station, addresses: HostAddresses, highWater: number, longest: number) {
    this.clock = fabric.clock;
    this.highWater = highWater;
    this.longest = longest;
    this.#fabric = fabric;
    this.#station = station;
    this.#addresses = addresses;
  }

  get open(): number {
    return this.#sockets.size;
  }

  rows(host: string): NetstatRow[] {
    return Array.from(this.#sockets.values(), (socket) => socket.row(host));
  }

  bind({ port: wanted = 0, host, peer, multicast = {} }: BindOptions, sink: DatagramSink): Datagrams {
    const fail = (fault: Fault): Datagrams => new FailedSocket(this.clock, sink, fault);
    const anyAddress = host === undefined || host === "0.0.0.0" || canonical(host) === canonical("::");
    if (!anyAddress && !this.#addresses.has(host) && !this.#addresses.isBroadcast(host)) return fail(NOT_MINE);
    const ownHost = anyAddress ? this.#addresses.sourceFor(peer?.host ?? host ?? "0.0.0.0") : host;
    if (ownHost === undefined) return fail(peer === undefined ? NOT_MINE : UNREACHABLE);
    if (multicast.interface !== undefined && !this.#addresses.has(multicast.interface)) return fail(NOT_MINE);
    const port = this.#ports.take(wanted);
    if (port === "in-use") return fail(IN_USE);
    if (port === "limit") return fail(NO_PORTS);
    const socket = new MockDatagrams({ home: this, local: { host: ownHost, port }, anyAddress, peer, multicast, sink });
    this.#sockets.set(port, socket);
    return socket;
  }

  post(socket: MockDatagrams, bytes: Uint8Array, to: Endpoint): Fault | undefined {
    if (bytes.length > MAX_DATAGRAM) return TOO_LARGE;
    const from = this.#sourceOf(socket, to.host);
    if (from === undefined) return UNREACHABLE;
    const many = this.#audience(socket, to.host);
    if (many !== undefined) {
      for (const station of many) new Datagram(this.#fabric, from, to, bytes).travel({ target: station, at: { host: station.ip, port: to.port } });
      return undefined;
    }
    const target = isLoopback(to.host) ? this.#station : this.#fabric.station(to.host);
    if (target === undefined && !this.#fabric.isHole(to)) return UNREACHABLE;
    const datagram = new Datagram(this.#fabric, from, to, bytes);
    if (target === undefined) {
      datagram.vanish(to);
      return undefined;
    }
    datagram.travel({
      target,
      at: to,
      sentBack: (fault) => {
        socket.sentBack(fault, to);
      },
    });
    return undefined;
  }

  /** The hosts that something for many goes to; `undefined` when it is for one. */
  #audience({ multicast: { ttl = 1, loopback = true } }: MockDatagrams, address: string): Station[] | undefined {
    const { broadcast } = this.#addresses;
    if (this.#addresses.isBroadcast(address)) return this.#fabric.subnet(broadcast);
    if (!isMulticast(address)) return undefined;
    const inReach = ttl > 1 ? this.#fabric.everybody : this.#fabric.subnet(broadcast);
    return inReach.filter((station) => (station === this.#station ? loopback : ttl > 0));
  }

  has(address: string): boolean {
    return this.#addresses.has(address);
  }

  #sourceOf(socket: MockDatagrams, address: string): Endpoint | undefined {
    const { host, port } = socket.local;
    if (socket.anyAddress || this.#addresses.isBroadcast(host)) {
      const source = ipVersion(address) === ipVersion(host) ? this.#addresses.sourceFor(address) : undefined;
      return source === undefined ? undefined : { host: source, port };
    }
    const isWay = ipVersion(address) === ipVersion(host) && (!isLoopback(host) || isLoopback(address));
    return isWay ? socket.local : undefined;
  }

  /** What arrives at the host; with an answer where nobody is. */
  take(datagram: Datagram): Fault | undefined {
    const { host, port } = datagram.to;
    const socket = this.#sockets.get(port);
    if (socket?.isAt(host) !== true) return REFUSED;
    socket.take(datagram);
    return undefined;
  }

  forget(socket: MockDatagrams): void {
    this.#sockets.delete(socket.local.port);
    this.#ports.free(socket.local.port);
  }

  cutOff(fault: Fault): void {
    for (const socket of [...this.#sockets.values()]) socket.cutOff(fault);
  }
}
