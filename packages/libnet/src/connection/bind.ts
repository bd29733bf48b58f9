import { formatEndpoint, ipVersion, type Endpoint, type MulticastOptions } from "@luat/contract";
import { STATES, type AdapterName } from "@luat/socket";
import { Socket } from "@luat/socket/runtime";
import { errorOf, TimeoutError } from "../errors.js";
import { expectFamily, expectFlag, expectHost, expectInteger, expectKnown, expectOptions, expectPort, expectSignal, expectTimeout, shown } from "../expect.js";
import { blame } from "./blame.js";
import { cardOf } from "./card.js";
import { CONNECT_TIMEOUT } from "./connect.js";
import type { DatagramSocket } from "./datagram-socket.js";
import { SocketDatagrams } from "./socket-datagrams.js";
import { bindSecurity, type DatagramTlsOptions } from "./tls-options.js";
import type { WaitOptions } from "./wait-options.js";
import type { World } from "./world.js";

/** How to bind a UDP socket. Broadcasting is always allowed. */
export interface BindOptions extends WaitOptions {
  /** The local port, 0 to 65535. Default: 0, chosen by the card, see `DatagramSocket.local`. */
  readonly port?: number | undefined;
  /** The local address. Default: all of the card's, of the peer's kind or `family`, else IPv4. */
  readonly host?: string | undefined;
  /** Which addresses of the peer's name to use, and on which kind to listen without a peer. Default: the first one of the peer's name, else 4. */
  readonly family?: 4 | 6 | undefined;
  /** The only one to be heard, and to whom `tx` sends by itself: a name, of which the first address is used, or a literal address. Default: anyone. */
  readonly peer?: Endpoint | undefined;
  /**
   * DTLS with the peer, which there must be: resolves when the handshake is done, for which `timeout` counts too. What is lost of
   * it is sent again, after one second, two, four … In Node it needs the package `node-dtls-client`. Default: plain UDP.
   */
  readonly tls?: DatagramTlsOptions | undefined;
  /** How datagrams go to multicast groups; see `DatagramSocket.join`. Default: to this network, heard on this host too. */
  readonly multicast?: MulticastOptions | undefined;
  /** The card to use; default: the device's. */
  readonly adapter?: AdapterName | undefined;
  /** Milliseconds in all: waiting for the link, name, socket and handshake. Default: 15,000; `Infinity`: no limit. */
  readonly timeout?: number | undefined;
}

const KNOWN: Readonly<Record<keyof BindOptions, true>> = { port: true, host: true, family: true, peer: true, tls: true, multicast: true, adapter: true, timeout: true, signal: true };

/** The card's own time for a handshake may be longer, so what it would say is said here. */
const HANDSHAKE = "waiting for the DTLS handshake; a peer that has another key, or does not know the identity, may fall silent";

const ANYONE: Endpoint = { host: "0.0.0.0", port: 0 };
const ANYONE_V6: Endpoint = { host: "::", port: 0 };

/** Opens a UDP socket; see `Device.bind`. */
export async function bindIn(world: World, options: BindOptions = {}): Promise<DatagramSocket> {
  const { port, host } = expectKnown(options, "bind", KNOWN, "options");
  const localPort = port === undefined ? 0 : expectPort(port, "port", 0);
  if (host !== undefined && ipVersion(expectHost(host, "host")) === 0) throw new TypeError(`host is ${shown(host)}; expected a literal address of this side`);
  const family = expectFamily(options.family);
  const peer = options.peer === undefined ? undefined : expectPeer(options.peer);
  const timeout = options.timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(options.timeout);
  const signal = expectSignal(options.signal);
  const card = cardOf(world, options.adapter, "bind");
  signal?.throwIfAborted();
  const anyone = family === 6 ? ANYONE_V6 : ANYONE;
  const endpoint = peer === undefined ? formatEndpoint({ host: host ?? anyone.host, port: localPort }) : formatEndpoint(peer);
  if (options.tls !== undefined && peer === undefined) throw new TypeError("peer is undefined; expected an address and a port, as there is tls");
  const multicast = expectMulticast(options.multicast);
  if (multicast !== undefined && card.traits.multicast !== true) throw errorOf({ reason: "unsupported" }, { op: "bind", endpoint, note: "multicast" });
  const security = bindSecurity(card, options.tls, endpoint);

  const socket = new Socket(world.engine, card);
  socket.udp = true;
  socket.localPort = localPort;
  socket.localHost = host;
  socket.tls = security;
  socket.multicast = multicast;
  const origin = world.origins.note();
  const datagrams = new SocketDatagrams(world, socket, origin);
  const op = peer === undefined ? "bind" : "connect";
  try {
    const fault = await datagrams.open(peer ?? anyone, { family, servers: world.cards.nameServers(card) }, { timeout, signal });
    if (fault === undefined) return datagrams;
    if (fault === "timeout") {
      socket.timedOut(op, timeout ?? 0);
      const note = socket.state === STATES.SHAKEHAND ? HANDSHAKE : undefined;
      throw blame(origin, new TimeoutError(timeout ?? 0, { op, endpoint, note }));
    }
    // Of a handshake that nobody answered, the card may know what is likely.
    const note = security !== undefined && fault.reason === "timeout" && fault.cause instanceof Error ? fault.cause.message : undefined;
    throw blame(origin, errorOf(fault, { op, endpoint, note }));
  } catch (error) {
    datagrams.stopNow();
    throw error;
  }
}

function expectMulticast(multicast: MulticastOptions | undefined): MulticastOptions | undefined {
  if (multicast === undefined) return undefined;
  const { ttl, loopback, interface: on } = expectKnown(multicast, "multicast", { ttl: true, loopback: true, interface: true });
  if (ttl !== undefined && expectInteger(ttl, "multicast.ttl", 0) > 255) throw new RangeError(`multicast.ttl is ${ttl}; expected 0 to 255`);
  expectFlag(loopback, "multicast.loopback");
  if (on !== undefined && (typeof on !== "string" || ipVersion(on) === 0)) throw new TypeError(`multicast.interface is ${shown(on)}; expected a literal address of this side`);
  return multicast;
}

function expectPeer(peer: Endpoint): Endpoint {
  const { host, port } = expectOptions(peer, "peer");
  return { host: expectHost(host, "peer.host"), port: expectPort(port, "peer.port", 1) };
}
