import { createServer, type AddressInfo, type Server, type ServerOpts, type Socket } from "node:net";
import type { Fault, Listener, ListenOptions, ListenSink, SecureOptions } from "@luat/contract";
import { nodeFault } from "./node-fault.js";
import { NodeHandshakes } from "./node-handshakes.js";
import { NodeOffer, remoteEnd, type Secured } from "./node-offer.js";
import { NodeSecureInfo } from "./node-secure-info.js";
import { listenFault } from "./node-secure.js";
import { SILENT } from "./silent-sink.js";

/**
 * How many clients the system may hold for Node to fetch, which it does at once. Small numbers make a burst of clients
 * wait a second for their second try; so the backlog that counts is that of the waiting offers.
 */
const SYSTEM_BACKLOG = 511;

/** A listener over one `net.Server`, also with TLS. */
export class NodeListener implements Listener {
  readonly #server: Server;
  readonly #backlog: number;
  readonly #highWater: number;
  readonly #waiting = new Set<NodeOffer>();
  readonly #handshakes: NodeHandshakes | undefined;
  #sink: ListenSink;

  /** @param handshakeTimeout - ms that the TLS handshake of a client may take. */
  constructor(options: ListenOptions, socketOptions: ServerOpts, sink: ListenSink, highWater: number, handshakeTimeout: number) {
    const { port, host, backlog, secure } = options;
    if (secure !== undefined) {
      this.#handshakes = new NodeHandshakes(secure, handshakeTimeout, {
        onSecured: (raw, socket, isVerified) => this.#offer(raw, { socket, info: new NodeSecureInfo(socket, isVerified) }),
        onRejected: (from, fault) => this.#sink.rejected(from, fault),
      });
    }
    this.#backlog = backlog;
    this.#highWater = highWater;
    this.#sink = sink;
    this.#server = createServer({ ...socketOptions, allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
      .on("listening", () => this.#onListening())
      .on("connection", (socket) => this.#onConnection(socket))
      .on("error", (error) => this.#onError(error))
      .listen({ port, host, backlog: Math.max(backlog, SYSTEM_BACKLOG) });
  }

  renew(secure: SecureOptions): Fault | undefined {
    const fault = listenFault(secure);
    if (fault !== undefined) return fault;
    if (this.#handshakes === undefined) throw new TypeError("renew() of a listener without TLS; expected one with it");
    this.#handshakes.renew(secure);
    return undefined;
  }

  close(): void {
    this.#sink = SILENT;
    this.#server.close();
    for (const offer of this.#waiting) offer.refuse();
    this.#handshakes?.abort();
  }

  #onListening(): void {
    // With a host, Node starts to listen a moment after the call; older ones do so even when closed in between.
    if (this.#sink === SILENT) {
      this.#server.close();
      return;
    }
    const { address, port } = this.#server.address() as AddressInfo;
    this.#sink.listening({ host: address, port });
  }

  #onConnection(socket: Socket): void {
    socket.on("error", ignore);
    // A client that has reset its connection by now has no address any more.
    if (socket.remoteAddress === undefined) socket.destroy();
    else if (this.#sink === SILENT || this.#waiting.size + (this.#handshakes?.size ?? 0) >= this.#backlog) socket.resetAndDestroy();
    else if (this.#handshakes === undefined) this.#offer(socket);
    else this.#handshakes.begin(socket, remoteEnd(socket));
  }

  #offer(socket: Socket, secured?: Secured): void {
    this.#sink.offered(new NodeOffer(socket, secured, this.#highWater, this.#waiting));
  }

  #onError(error: NodeJS.ErrnoException): void {
    // One client that could not be fetched is no reason to stop; Node goes on listening.
    if (this.#server.listening) return;
    const sink = this.#sink;
    this.#sink = SILENT;
    sink.closed(nodeFault(error));
  }
}

/** Nothing is read from a waiting socket, but an error without a listener would end the process. */
function ignore(): void {}
