import { formatEndpoint, type Adapter, type Endpoint, type Fault, type KeepAlive, type SecureOptions, type Tunnel } from "@luat/contract";
import type { Origin } from "@luat/corelib";
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

/** What {@link ConnectOptions} ask for, looked through. */
interface Plan {
  readonly options: ConnectOptions;
  readonly to: Endpoint;
  readonly endpoint: string;
  readonly card: Adapter;
  readonly security: SecureOptions | undefined;
  readonly localPort: number;
  readonly attemptDelay: number | undefined;
  readonly through: Way | undefined;
  readonly limits: WaitOptions;
  readonly origin: Origin | undefined;
}

/** Connects to a TCP or TLS server; see `Device.connect`. */
export function connectIn(world: World, options: ConnectOptions): Promise<Connection> {
  try {
    const plan = planOf(world, options);
    return plan.through === undefined ? dialled(world, plan, plan.limits) : reached(world, plan, plan.through);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** @throws for whatever is wrong about the options. */
function planOf(world: World, options: ConnectOptions): Plan {
  const host = expectHost(expectKnown(options, "connect", KNOWN, "options").host, "host");
  const port = expectPort(options.port, "port", 1);
  const timeout = options.timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(options.timeout);
  expectFamily(options.family);
  const signal = expectSignal(options.signal);
  expectKeepAlive(options.keepAlive);
  const localPort = options.localPort === undefined ? 0 : expectPort(options.localPort, "localPort", 0);
  const attemptDelay = expectHappyEyeballs(options.happyEyeballs, localPort);
  const card = cardOf(world, options.adapter, "connect");
  const through = expectWay(options.through);
  signal?.throwIfAborted();
  const to = { host, port };
  const endpoint = formatEndpoint(to);
  const security = dialSecurity(card, options.tls, host, endpoint);
  warnUnverified(world, options.tls, endpoint);
  if (through !== undefined && security !== undefined && card.traits.tunnel !== true) {
    throw errorOf({ reason: "unsupported" }, { op: "connect", endpoint, note: `TLS inside what a proxy has connected (adapter ${card.name}): use another adapter, or no proxy` });
  }
  return { options, to, endpoint, card, security, localPort, attemptDelay, through, limits: { timeout, signal }, origin: world.origins.note() };
}

/** By way of a proxy. */
async function reached(world: World, plan: Plan, through: Way): Promise<Connection> {
  const { options, to, endpoint, security } = plan;
  const way = limitsFrom(world.clock, plan.limits.timeout, plan.limits.signal);
  const dial = (hop: Hop): Promise<Connection> => connectIn(world, { ...options, tls: undefined, ...hop, through: undefined });
  const connection = await through.reach(to, dial, way);
  return security === undefined ? connection : dialled(world, plan, way.left(), tunnelOf(connection, endpoint));
}

/** @param tunnel - the way there, where it is open already. */
async function dialled(world: World, plan: Plan, limits: WaitOptions, tunnel?: Tunnel): Promise<Connection> {
  const socket = socketOf(world, plan);
  const connection = new SocketConnection(world, socket, plan.origin);
  let failure: DialFailure | "timeout" | undefined;
  try {
    failure = await connection.dial(plan.to, { family: plan.options.family, servers: world.cards.nameServers(plan.card) }, limits, tunnel);
  } catch (error) {
    connection.stopNow();
    throw error;
  }
  if (failure === undefined) return connection;
  // Errors are made here and not where they are told, so that their stacks name who called.
  throw failed(plan, socket, connection, failure);
}

function socketOf(world: World, { options, card, security, localPort, attemptDelay, limits }: Plan): Socket {
  const socket = new Socket(world.engine, card);
  socket.localPort = localPort;
  socket.keepAlive = options.keepAlive;
  socket.tls = security;
  socket.attemptDelay = attemptDelay;
  socket.patience = limits.timeout;
  socket.halfOpen = card.traits.halfClose;
  return socket;
}

/** Ends what did not come on line. @returns why it did not. */
function failed({ endpoint, localPort, limits, origin }: Plan, socket: Socket, connection: SocketConnection, failure: DialFailure | "timeout"): Error {
  if (failure === "timeout") {
    const timeout = limits.timeout ?? 0;
    socket.timedOut("connect", timeout);
    const waitedFor = WAITS[socket.state];
    const { attempts } = socket;
    connection.stopNow();
    const tried = triedOf(attempts, NO_ANSWER);
    const note = [waitedFor, tried.note].filter((part) => part !== undefined).join(", ");
    return blame(origin, new TimeoutError(timeout, { op: "connect", endpoint, note: note === "" ? undefined : note, cause: tried.cause }));
  }
  const { fault, attempts } = failure;
  connection.stopNow();
  const local = fault.reason === "in-use" || fault.reason === "address" ? `the local port is ${localPort}` : undefined;
  const tried = triedOf(attempts, fault);
  return blame(origin, errorOf(fault, { op: "connect", endpoint, note: local ?? tried.note, cause: tried.cause }));
}
