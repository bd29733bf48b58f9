import { formatEndpoint, type KeepAlive } from "@luat/contract";
import { STATES, type AdapterName, type State } from "@luat/socket";
import { Socket } from "@luat/socket/runtime";
import { errorOf, TimeoutError } from "../errors.js";
import { expectFamily, expectHost, expectKeepAlive, expectOptions, expectPort, expectSignal, expectTimeout } from "../expect.js";
import { cardOf } from "./card.js";
import { coarseWait } from "./coarse-wait.js";
import type { Connection } from "./connection.js";
import { SocketConnection } from "./socket-connection.js";
import { dialSecurity, type TlsOptions } from "./tls-options.js";
import type { WaitOptions } from "./wait-options.js";
import type { World } from "./world.js";

/** Where and how to connect. */
export interface ConnectOptions extends WaitOptions {
  /** A name, whose addresses (up to four) are tried in turn, or a literal address. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /**
   * TLS: `true` verifies the server's certificate with the system's authorities, options say otherwise. Default: plain TCP.
   * Time for the handshake counts in `timeout`.
   */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Which addresses of a name to use. Default: both kinds, in the order the name service gives. */
  readonly family?: 4 | 6 | undefined;
  /** The local port; default: chosen by the card. */
  readonly localPort?: number | undefined;
  /** Keep-alive probes, in seconds; default: none. A card's traits say how much of it is applied. */
  readonly keepAlive?: KeepAlive | undefined;
  /** The card to use; default: the device's. */
  readonly adapter?: AdapterName | undefined;
  /** Milliseconds in all: waiting for the link, name and connection. Default: 15,000; `Infinity`: no limit. */
  readonly timeout?: number | undefined;
}

/** What a {@link ConnectOptions.timeout} that is not given means. */
export const CONNECT_TIMEOUT = 15_000;

/** What a connect in this state waits for. */
const WAITS: { readonly [state in State]?: string } = {
  [STATES.LINK_OFF]: "waiting for the network link",
  [STATES.WAIT_DNS]: "waiting for the name service",
  [STATES.CONNECTING]: "waiting for the peer to answer",
  [STATES.SHAKEHAND]: "waiting for the TLS handshake",
};

/** Connects to a TCP or TLS server; see `Device.connect`. */
export async function connectIn(world: World, options: ConnectOptions): Promise<Connection> {
  const host = expectHost(expectOptions(options).host, "host");
  const port = expectPort(options.port, "port", 1);
  const timeout = options.timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(options.timeout);
  const { keepAlive } = options;
  const family = expectFamily(options.family);
  const signal = expectSignal(options.signal);
  expectKeepAlive(keepAlive);
  const localPort = options.localPort === undefined ? 0 : expectPort(options.localPort, "localPort", 0);
  const card = cardOf(world, options.adapter, "connect");
  signal?.throwIfAborted();
  const endpoint = formatEndpoint({ host, port });
  const security = dialSecurity(card, options.tls, host, endpoint);

  const socket = new Socket(world.engine, card);
  socket.localPort = localPort;
  socket.keepAlive = keepAlive;
  socket.tls = security;
  socket.halfOpen = card.traits.halfClose;
  const connection = new SocketConnection(world, socket, world.origins.note());
  const timedOut = (): TimeoutError => new TimeoutError(timeout ?? 0, { op: "connect", endpoint });
  try {
    const fault = await coarseWait(connection.dial(host, port, { family, servers: world.cards.nameServers(card) }), { clock: world.clock, timeout, signal, timedOut });
    if (fault === undefined) return connection;
    // Made here and not where it is told, so that its stack names who called.
    const local = fault.reason === "in-use" || fault.reason === "address" ? `the local port is ${localPort}` : undefined;
    throw errorOf(fault, { op: "connect", endpoint, note: local });
  } catch (error) {
    const waitedFor = WAITS[socket.state];
    connection.stopNow();
    // Made anew, to tell what it waited for, and because its stack names who called.
    throw error instanceof TimeoutError ? new TimeoutError(timeout ?? 0, { op: "connect", endpoint, note: waitedFor }) : error;
  }
}
