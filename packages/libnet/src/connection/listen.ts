import { formatEndpoint, type Endpoint, type Fault, type KeepAlive } from "@luat/contract";
import type { AdapterName } from "@luat/socket";
import { Socket } from "@luat/socket/runtime";
import { errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectInteger, expectKeepAlive, expectKnown, expectPort, expectSignal, expectText, expectTimeout, shown } from "../expect.js";
import { blame } from "./blame.js";
import { cardOf } from "./card.js";
import { coarseWait } from "./coarse-wait.js";
import { CONNECT_TIMEOUT } from "./connect.js";
import { SocketServer, type Intake } from "./socket-server.js";
import { listenSecurity, type ServerTlsOptions } from "./tls-options.js";
import type { WaitOptions } from "./wait-options.js";
import type { World } from "./world.js";

/** Where and how to listen. */
export interface ListenOptions extends WaitOptions {
  /** 0 to 65535; 0: chosen by the card, see `Server.local`. */
  readonly port: number;
  /** The local address; default: all of the card's. */
  readonly host?: string | undefined;
  /** TLS with this certificate. Clients are accepted when the handshake with them is done. Default: plain TCP. */
  readonly tls?: ServerTlsOptions | undefined;
  /**
   * Is told of each client that was sent away because the TLS handshake with it failed, and why (a TlsError, or a BrokenError
   * such as `timeout`). Default: nobody is.
   */
  readonly onRejected?: ((from: Endpoint, error: LuatError) => void) | undefined;
  /**
   * How many clients may wait to be accepted; more are refused. Default: 128. A card that serves one client at a time (see
   * `Traits.clients`) refuses all others until the connection with that one has ended.
   */
  readonly backlog?: number | undefined;
  /** Keep-alive probes of the accepted connections, in seconds; default: none. */
  readonly keepAlive?: KeepAlive | undefined;
  /** The card to use; default: the device's. */
  readonly adapter?: AdapterName | undefined;
  /** Milliseconds until it listens, waiting for the link included. Default: 15,000; `Infinity`: no limit. */
  readonly timeout?: number | undefined;
}

const KNOWN: Readonly<Record<keyof ListenOptions, true>> = { port: true, host: true, tls: true, onRejected: true, backlog: true, keepAlive: true, adapter: true, timeout: true, signal: true };

const BACKLOG = 128;

/** Listens for TCP clients; see `Device.listen`. @param intake - takes them, in place of `accept`. */
export async function listenIn(world: World, options: ListenOptions, intake?: Intake): Promise<SocketServer> {
  const port = expectPort(expectKnown(options, "listen", KNOWN, "options").port, "port", 0);
  const host = options.host === undefined ? undefined : expectText(options.host, "host");
  const backlog = options.backlog === undefined ? BACKLOG : expectInteger(options.backlog, "backlog", 1);
  const timeout = options.timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(options.timeout);
  const signal = expectSignal(options.signal);
  expectKeepAlive(options.keepAlive);
  const card = cardOf(world, options.adapter, "listen");
  const { onRejected } = options;
  if (onRejected !== undefined && typeof onRejected !== "function") throw new TypeError(`onRejected is ${shown(onRejected)}; expected a function`);
  signal?.throwIfAborted();
  const endpoint = formatEndpoint({ host: host ?? "0.0.0.0", port });
  const security = listenSecurity(card, options.tls, endpoint);

  const socket = new Socket(world.engine, card);
  socket.localPort = port;
  socket.localHost = host;
  socket.keepAlive = options.keepAlive;
  socket.tls = security;
  socket.many = true;
  socket.backlog = backlog;
  socket.halfOpen = card.traits.halfClose;
  const origin = world.origins.note();
  const server = new SocketServer(world, socket, { host: host ?? "0.0.0.0", port }, onRejected, origin);
  server.intake = intake;
  const timedOut = (): TimeoutError => {
    socket.timedOut("listen", timeout ?? 0);
    return new TimeoutError(timeout ?? 0, { op: "listen", endpoint });
  };
  let fault: Fault | undefined;
  try {
    fault = await coarseWait(server.open(), { clock: world.clock, origin, timeout, signal, timedOut });
  } catch (error) {
    server.stopNow();
    throw error;
  }
  // Made here and not where it is told, so that its stack names who called.
  if (fault !== undefined) throw blame(origin, errorOf(fault, { op: "listen", endpoint }));
  return server;
}
