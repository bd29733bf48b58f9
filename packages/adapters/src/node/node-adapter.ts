import { isIP, type TcpNetConnectOpts } from "node:net";
import {
  systemClock,
  type Adapter,
  type BindOptions,
  type Credentials,
  type Datagrams,
  type DatagramSink,
  type DialOptions,
  type DnsAnswer,
  type DnsQuery,
  type Endpoint,
  type Fault,
  type KeepAlive,
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
import { mustBePort } from "../checks/addresses.js";
import { FailedSocket } from "../checks/failed-socket.js";
import { loadDtlsLibrary } from "./dtls/dtls-library.js";
import { bindSecured } from "./dtls/secured-bind.js";
import { hasIPv6, nodeAddress } from "./node-address.js";
import { credentialsOf, mustBeCredentials } from "./node-credentials.js";
import { NodeDatagrams } from "./node-datagrams.js";
import { NodeListener } from "./node-listener.js";
import { resolveName } from "./node-names.js";
import { NodeSecureStream } from "./node-secure-stream.js";
import { listenFault } from "./node-secure.js";
import { NodeStream } from "./node-stream.js";

/** How a Node card is made. */
export interface NodeAdapterOptions {
  /** For logs and messages. Default: `"node"`. */
  readonly name?: string | undefined;
  /**
   * One of this host's addresses: streams and datagrams of its kind leave from it, and what has no host of its own
   * listens on it. (A datagram socket that does, hears no broadcasts on most systems.) Default: the system chooses.
   */
  readonly localAddress?: string | undefined;
  /** Bytes that a stream or a datagram socket holds before it says that it is full. At least 1. Default: 65,536. */
  readonly highWater?: number | undefined;
  /** How long the TLS handshake of a listener's client, or a DTLS handshake, may take, in ms. At least 1. Default: 30,000. */
  readonly handshakeTimeout?: number | undefined;
}

/**
 * Makes a network card of Node's own sockets.
 *
 * It speaks TCP and TLS, as client and as server, and UDP. It is always ready, as the PC build of LuatOS is, so
 * `watch` never tells anything. Of keep-alive settings only `idle` can be chosen in Node; the probes' interval and
 * count are Node's. Authorities are Node's own where TLS settings name none.
 *
 * @param options - all optional.
 * @returns the card; it holds nothing open until it is used.
 * @throws TypeError when `localAddress` is not an address, RangeError when a number is not a positive whole one.
 * @example
 * ```ts
 * import { nodeAdapter } from "@luat/adapters/node";
 * import { createDevice } from "@luat/libnet";
 *
 * const card = nodeAdapter({ localAddress: "127.0.0.1" });
 * const device = createDevice({ adapters: { ETH0: card } });
 * await device.ready(); // "127.0.0.1"
 * ```
 */
export function nodeAdapter(options: NodeAdapterOptions = {}): Adapter {
  return new NodeAdapter(options);
}

class NodeAdapter implements Adapter {
  readonly name: string;
  readonly traits: Traits;
  readonly #localAddress: string | undefined;
  readonly #highWater: number;
  readonly #handshakeTimeout: number;

  constructor({ name = "node", localAddress, highWater = 65_536, handshakeTimeout = 30_000 }: NodeAdapterOptions) {
    if (localAddress !== undefined) mustBeAddress("localAddress", localAddress);
    mustBePositive("highWater", highWater);
    mustBePositive("handshakeTimeout", handshakeTimeout);
    this.name = name;
    this.#localAddress = localAddress;
    this.#highWater = highWater;
    this.#handshakeTimeout = handshakeTimeout;
    this.traits = {
      names: "resolve",
      tcp: true,
      listen: true,
      clients: "many",
      udp: true,
      tls: true,
      psk: true,
      dtls: "psk",
      tunnel: true,
      multicast: true,
      halfClose: true,
      reset: true,
      keepAlive: "idle",
      localPort: true,
      ipv6: hasIPv6(),
      pausedSeesEnd: false,
    };
  }

  isReady(): boolean {
    return true;
  }

  address(): LocalAddress {
    return nodeAddress(this.#localAddress);
  }

  watch(): Stop {
    return () => undefined;
  }

  credentials(config: TlsConfig): Credentials | Fault {
    return credentialsOf(config);
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    return resolveName(name, query, done);
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    if (options.tunnel !== undefined) {
      if (options.secure === undefined) throw new TypeError("secure is undefined; expected TLS settings, as there is a tunnel");
      return NodeSecureStream.inside(options.tunnel, to, options.secure, sink, this.#highWater);
    }
    const family = mustBeAddress("to.host", to.host);
    // Node would only see it when there is a socket, which nobody then closes.
    mustBePort("to.port", to.port);
    mustBePort("localPort", options.localPort);
    const connectOptions: TcpNetConnectOpts = { host: to.host, port: to.port, allowHalfOpen: true, noDelay: true };
    if (options.localPort !== undefined) connectOptions.localPort = options.localPort;
    if (this.#localAddress !== undefined && isIP(this.#localAddress) === family) connectOptions.localAddress = this.#localAddress;
    if (options.keepAlive !== undefined) Object.assign(connectOptions, keepAliveOptions(options.keepAlive));
    return options.secure === undefined
      ? NodeStream.dial(to, connectOptions, sink, this.#highWater)
      : NodeSecureStream.dial(to, connectOptions, options.secure, sink, this.#highWater);
  }

  listen(options: ListenOptions, sink: ListenSink): Listener {
    mustBePort("port", options.port);
    mustBePositive("backlog", options.backlog);
    const fault = options.secure && listenFault(options.secure);
    if (fault !== undefined) return new FailedSocket(systemClock, sink, fault);
    const host = options.host ?? this.#localAddress;
    if (host !== undefined) mustBeAddress("host", host);
    const keepAlive = options.keepAlive && keepAliveOptions(options.keepAlive);
    return new NodeListener({ ...options, host }, keepAlive ?? {}, sink, this.#highWater, this.#handshakeTimeout);
  }

  bind(options: BindOptions, sink: DatagramSink): Datagrams {
    const { port = 0, host, peer, secure, multicast } = options;
    mustBePort("port", port);
    const family = host === undefined ? undefined : mustBeAddress("host", host);
    const peerFamily = peer === undefined ? undefined : mustBeAddress("peer.host", peer.host);
    if (peer !== undefined) mustBePort("peer.port", peer.port, 1);
    if (family !== undefined && peerFamily !== undefined && family !== peerFamily) {
      throw new TypeError(`peer.host is ${JSON.stringify(peer?.host)}; expected an IPv${family} address, as host is one`);
    }
    const isOurs = this.#localAddress !== undefined && isIP(this.#localAddress) === (peerFamily ?? 4);
    const plain = { port, host: host ?? (isOurs ? this.#localAddress : undefined), peer, multicast };
    if (secure === undefined) return new NodeDatagrams(plain, sink, this.#highWater);
    if (peer === undefined) throw new TypeError("peer is undefined; expected an address, as the socket is to be secured");
    const key = mustBeCredentials(secure.credentials).psk;
    if (key === undefined) return new FailedSocket(systemClock, sink, { reason: "unsupported", cause: new Error("DTLS is spoken with a pre-shared key only, not with certificates") });
    const parts = { key, highWater: this.#highWater, timeout: this.#handshakeTimeout, load: loadDtlsLibrary };
    return bindSecured({ ...parts, options: { ...plain, peer } }, sink);
  }
}

/** Systems do not take less than one second. */
function keepAliveOptions({ idle }: KeepAlive): { keepAlive: true; keepAliveInitialDelay: number } {
  return { keepAlive: true, keepAliveInitialDelay: Math.max(1, idle) * 1000 };
}

/** @returns its version, 4 or 6. */
function mustBeAddress(name: string, value: string): number {
  const version = isIP(value);
  if (version === 0) throw new TypeError(`${name} is ${JSON.stringify(value)}; expected an IPv4 or IPv6 address`);
  return version;
}

function mustBePositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} is ${value}; expected a whole number of at least 1`);
}
