import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Endpoint, Offer, SecureInfo, Stream, StreamSink } from "@luat/contract";
import { NodeSecureStream } from "./node-secure-stream.js";
import { NodeStream } from "./node-stream.js";

/** The TLS side of a client. */
export interface Secured {
  readonly socket: TLSSocket;
  readonly info: SecureInfo;
}

/** A client's socket that is not read from until it is accepted. */
export class NodeOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure?: SecureInfo;
  readonly #highWater: number;
  readonly #waiting: Set<NodeOffer>;
  #socket: Socket | undefined;
  readonly #secured: NodeSecureStream | undefined;

  /** @param waiting - the offers of its listener that are neither accepted nor refused; this one stays in it as long. */
  constructor(socket: Socket, secured: Secured | undefined, highWater: number, waiting: Set<NodeOffer>) {
    this.from = remoteEnd(socket);
    this.local = endpoint(socket.localAddress, socket.localPort);
    this.#socket = socket;
    this.#highWater = highWater;
    this.#waiting = waiting;
    if (secured !== undefined) {
      this.secure = secured.info;
      this.#secured = NodeSecureStream.wait(socket, secured.socket, highWater);
    }
    waiting.add(this);
  }

  accept(sink: StreamSink): Stream {
    const socket = this.#take();
    if (socket === undefined) throw new Error(`the offer of ${this.from.host}:${this.from.port} was accepted or refused before`);
    return this.#secured?.accept(sink) ?? NodeStream.accept(socket, sink, this.#highWater);
  }

  refuse(): void {
    this.#take()?.resetAndDestroy();
  }

  #take(): Socket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#waiting.delete(this);
    return socket;
  }
}

/** Where a client is. */
export function remoteEnd({ remoteAddress, remotePort }: Socket): Endpoint {
  return endpoint(remoteAddress, remotePort);
}

/** A listener on all addresses sees IPv4 clients as `::ffff:a.b.c.d`; nobody above wants to know. */
function endpoint(address = "", port = 0): Endpoint {
  return { host: address.startsWith("::ffff:") ? address.slice(7) : address, port };
}
