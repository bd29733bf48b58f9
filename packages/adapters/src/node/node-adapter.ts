import { isIP, type TcpNetConnectOpts } from "node:net";
import type {
  Adapter,
  BindOptions,
  Credentials,
  Datagrams,
  DatagramSink,
  DialOptions,
  DnsAnswer,
  DnsQuery,
  Endpoint,
  Fault,
  KeepAlive,
  Listener,
  ListenOptions,
  ListenSink,
  LocalAddress,
  Stop,
  Stream,
  StreamSink,
  Traits,
} from "@luat/contract";
import { hasIPv6, nodeAddress } from "./node-address.js";
import { NodeListener } from "./node-listener.js";
import { resolveName } from "./node-names.js";
import { NodeStream } from "./node-stream.js";
import { UNSUPPORTED, UnsupportedSocket } from "./unsupported.js";

/** How a Node card is made. */
export interface NodeAdapterOptions {
  /** For logs and messages. Default: `"node"`. */
  readonly name?: string | undefined;
  /** One of this host's addresses: streams leave from it, and listeners without a host listen on it. Default: the system chooses. */
  readonly localAddress?: string | undefined;
  /** Bytes that a stream holds before it says that it is full. At least 1. Default: 65,536. */
  readonly highWater?: number | undefined;
}

/**
 * Makes a network card of Node's own sockets.
 *
 * It speaks TCP, as client and as server. It is always ready, as the PC build of LuatOS is, so `watch` never tells
 * anything. Of keep-alive settings only `idle` can be chosen in Node; the probes' interval and count are Node's.
 *
 * @param options - all optional.
 * @returns the card; it holds nothing open until it is used.
 * @throws TypeError when `localAddress` is not an address, RangeError when `highWater` is not a positive whole number.
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

  constructor({ name = "node", localAddress, highWater = 65_536 }: NodeAdapterOptions) {
    if (localAddress !== undefined) mustBeAddress("localAddress", localAddress);
    mustBePositive("highWater", highWater);
    this.name = name;
    this.#localAddress = localAddress;
    this.#highWater = highWater;
    this.traits = {
      names: "resolve",
      tcp: true,
      listen: true,
      udp: false,
      tls: false,
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

  credentials(): Credentials | Fault {
    return UNSUPPORTED;
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    return resolveName(name, query, done);
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    const family = mustBeAddress("to.host", to.host);
    if (options.secure !== undefined) return new UnsupportedSocket(sink);
    const connectOptions: TcpNetConnectOpts = { host: to.host, port: to.port, allowHalfOpen: true, noDelay: true };
    if (options.localPort !== undefined) connectOptions.localPort = options.localPort;
    if (this.#localAddress !== undefined && isIP(this.#localAddress) === family) connectOptions.localAddress = this.#localAddress;
    if (options.keepAlive !== undefined) Object.assign(connectOptions, keepAliveOptions(options.keepAlive));
    return NodeStream.dial(to, connectOptions, sink, this.#highWater);
  }

  listen(options: ListenOptions, sink: ListenSink): Listener {
    mustBePositive("backlog", options.backlog);
    if (options.secure !== undefined) return new UnsupportedSocket(sink);
    const host = options.host ?? this.#localAddress;
    if (host !== undefined) mustBeAddress("host", host);
    const keepAlive = options.keepAlive && keepAliveOptions(options.keepAlive);
    return new NodeListener({ ...options, host }, keepAlive ?? {}, sink, this.#highWater);
  }

  bind(_options: BindOptions, sink: DatagramSink): Datagrams {
    return new UnsupportedSocket(sink);
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
