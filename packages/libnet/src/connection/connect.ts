import { formatEndpoint, type Fault, type KeepAlive, type Tunnel } from "@luat/contract";
import { STATES, type AdapterName, type State } from "@luat/socket";
import { Socket } from "@luat/socket/runtime";
import { errorOf, TimeoutError } from "../errors.js";
import { expectFamily, expectHost, expectKeepAlive, expectKnown, expectPort, expectSignal, expectTimeout } from "../expect.js";
import { blame } from "./blame.js";
import { cardOf } from "./card.js";
import type { Connection } from "./connection.js";
import { expectHappyEyeballs, type HappyEyeballsOptions } from "./happy-eyeballs.js";
import { SocketConnection, type DialFailure } from "./socket-connection.js";
import { dialSecurity, warnUnverified, type TlsOptions } from "./tls-options.js";
import { triedOf } from "./tried.js";
import type { WaitOptions } from "./wait-options.js";
import { expectWay, limitsFrom, tunnelOf, type Hop, type Way } from "./way.js";
import type { World } from "./world.js";

/** Where and how to connect. */
export interface ConnectOptions extends WaitOptions {
  /**
   * A name, whose addresses (up to four) are tried in turn, or a literal address. Each address that is not the last has an equal
   * share of the time that is left, from 2 to 30 seconds; a TLS handshake that fails ends it all.
   */
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
  /**
   * Happy Eyeballs (RFC 8305): the addresses of a name are dialled at overlapping times, both kinds in turn; the first
   * that is connected, and with TLS secured, wins, and the others end. A handshake that fails counts as an address that
   * failed. Not with a `localPort`, and of no effect on cards that dial names themselves. Default: one after the other.
   */
  readonly happyEyeballs?: boolean | HappyEyeballsOptions | undefined;
  /**
   * By way of a proxy, which is dialled instead, and resolves the name: `httpConnect` or `socks5` of `@luat/libnet/proxies`. `tls`
   * is with the server, inside what the proxy has connected, of which the proxy sees nothing; it needs a card with
   * `Traits.tunnel`. The other options are for the proxy, `timeout` is for all of it, and `peer` is the proxy. Default: the
   * server is dialled.
   */
  readonly through?: Way | undefined;
  /** The local port; default: chosen by the card. */
  readonly localPort?: number | undefined;
  /** Keep-alive probes, in seconds; default: none. A card's traits say how much of it is applied. */
  readonly keepAlive?: KeepAlive | undefined;
  /** The card to use; default: the device's. */
  readonly adapter?: AdapterName | undefined;
  /** Milliseconds in all: waiting for the link, name and connection. Default: 15,000; `Infinity`: no limit. */
  readonly timeout?: number | undefined;
}

const KNOWN: Readonly<Record<keyof ConnectOptions, true>> = {
  ...{ host: true, port: true, tls: true, family: true, happyEyeballs: true, through: true },
  ...{ localPort: true, keepAlive: true, adapter: true, timeout: true, signal: true },
};

/** What a {@link ConnectOptions.timeout} that is not given means. */
export const CONNECT_TIMEOUT = 15_000;

/** What a connect in this state waits for. */
const WAITS: { readonly [state in State]?: string } = {
  [STATES.LINK_OFF]: "waiting for the network link",
  [STATES.WAIT_DNS]: "waiting for the name service",
  [STATES.CONNECTING]: "waiting for the peer to answer",
  [STATES.SHAKEHAND]: "waiting for the TLS handshake",
};

const NO_ANSWER: Fault = { reason: "timeout" };

/** Connects to a TCP or TLS server; see `Device.connect`. */
export async function connectIn(world: World, options: ConnectOptions): Promise<Connection> {
  const host = expectHost(expectKnown(options, "connect", KNOWN, "options").host, "host");
  const port = expectPort(options.port, "port", 1);
  const timeout = options.timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(options.timeout);
  const { keepAlive } = options;
  const family = expectFamily(options.family);
  const signal = expectSignal(options.signal);
  expectKeepAlive(keepAlive);
  const localPort = options.localPort === undefined ? 0 : expectPort(options.localPort, "localPort", 0);
  const attemptDelay = expectHappyEyeballs(options.happyEyeballs, localPort);
  const card = cardOf(world, options.adapter, "connect");
  const through = expectWay(options.through);
  signal?.throwIfAborted();
  const endpoint = formatEndpoint({ host, port });
  const security = dialSecurity(card, options.tls, host, endpoint);
  warnUnverified(world, options.tls, endpoint);
  const origin = world.origins.note();
  let limits: WaitOptions = { timeout, signal };
  let tunnel: Tunnel | undefined;
  if (through !== undefined) {
    if (security !== undefined && card.traits.tunnel !== true) {
      throw errorOf({ reason: "unsupported" }, { op: "connect", endpoint, note: `TLS inside what a proxy has connected (adapter ${card.name}): use another adapter, or no proxy` });
    }
    const way = limitsFrom(world.clock, timeout, signal);
    const dial = (hop: Hop): Promise<Connection> => connectIn(world, { ...options, tls: undefined, ...hop, through: undefined });
    const connection = await through.reach({ host, port }, dial, way);
    if (security === undefined) return connection;
    tunnel = tunnelOf(connection, endpoint);
    limits = way.left();
  }

  const socket = new Socket(world.engine, card);
  socket.localPort = localPort;
  socket.keepAlive = keepAlive;
  socket.tls = security;
  socket.attemptDelay = attemptDelay;
  socket.patience = timeout;
  socket.halfOpen = card.traits.halfClose;
  const connection = new SocketConnection(world, socket, origin);
  const query = { family, servers: world.cards.nameServers(card) };
  let failure: DialFailure | "timeout" | undefined;
  try {
    failure = await connection.dial({ host, port }, query, limits, tunnel);
    if (failure === undefined) return connection;
  } catch (error) {
    connection.stopNow();
    throw error;
  }
  // Errors are made here and not where they are told, so that their stacks name who called.
  if (failure === "timeout") {
    socket.timedOut("connect", timeout ?? 0);
    const waitedFor = WAITS[socket.state];
    const { attempts } = socket;
    connection.stopNow();
    const tried = triedOf(attempts, NO_ANSWER);
    const note = [waitedFor, tried.note].filter((part) => part !== undefined).join(", ");
    throw blame(origin, new TimeoutError(timeout ?? 0, { op: "connect", endpoint, note: note === "" ? undefined : note, cause: tried.cause }));
  }
  const { fault, attempts } = failure;
  connection.stopNow();
  const local = fault.reason === "in-use" || fault.reason === "address" ? `the local port is ${localPort}` : undefined;
  const tried = triedOf(attempts, fault);
  throw blame(origin, errorOf(fault, { op: "connect", endpoint, note: local ?? tried.note, cause: tried.cause }));
}
