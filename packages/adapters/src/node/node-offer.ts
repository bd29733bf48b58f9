import type { Socket } from "node:net";
import type { Endpoint, Offer, Stream, StreamSink } from "@luat/contract";
import { NodeStream } from "./node-stream.js";

/** A client's socket that is not read from until it is accepted. */
export class NodeOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly #highWater: number;
  readonly #waiting: Set<NodeOffer>;
  #socket: Socket | undefined;

  /** @param waiting - the offers of its listener that are neither accepted nor refused; this one stays in it as long. */
  constructor(socket: Socket, highWater: number, waiting: Set<NodeOffer>) {
    this.from = endpoint(socket.remoteAddress, socket.remotePort);
    this.local = endpoint(socket.localAddress, socket.localPort);
    this.#socket = socket;
    this.#highWater = highWater;
    this.#waiting = waiting;
    waiting.add(this);
  }

  accept(sink: StreamSink): Stream {
    const socket = this.#take();
    if (socket === undefined) throw new Error(`the offer of ${this.from.host}:${this.from.port} was accepted or refused before`);
    return NodeStream.accept(socket, sink, this.#highWater);
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

/** A listener on all addresses sees IPv4 clients as `::ffff:a.b.c.d`; nobody above wants to know. */
function endpoint(address = "", port = 0): Endpoint {
  return { host: address.startsWith("::ffff:") ? address.slice(7) : address, port };
}
