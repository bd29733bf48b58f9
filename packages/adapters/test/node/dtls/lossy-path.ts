import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

const HOST = "127.0.0.1";

/** What goes by on a {@link LossyPath}: which way, and the how manieth that way, from 1. */
export type Passes = (way: "up" | "down", nth: number, datagram: Buffer) => boolean;

/** A way between one client and a server on which datagrams can be lost. */
export class LossyPath {
  readonly #near = createSocket("udp4");
  readonly #far = createSocket("udp4");
  readonly #passes: Passes;
  #client: RemoteInfo | undefined;
  readonly counts = { up: 0, down: 0 };
  lost = 0;

  constructor(passes: Passes) {
    this.#passes = passes;
  }

  /** @returns the port that leads to `server`. */
  async open(server: number): Promise<number> {
    this.#near.on("message", (datagram, from) => {
      this.#client = from;
      if (this.#admits("up", datagram)) this.#far.send(datagram, server, HOST);
    });
    this.#far.on("message", (datagram) => {
      if (this.#admits("down", datagram)) this.tell(datagram);
    });
    await Promise.all([this.#near, this.#far].map((socket) => opened(socket)));
    return this.#near.address().port;
  }

  /** Sends the client a datagram, as if it came from the server. */
  tell(datagram: Uint8Array): void {
    if (this.#client !== undefined) this.#near.send(datagram, this.#client.port, this.#client.address);
  }

  #admits(way: "up" | "down", datagram: Buffer): boolean {
    const passes = this.#passes(way, ++this.counts[way], datagram);
    if (!passes) this.lost++;
    return passes;
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }
}

async function opened(socket: Socket): Promise<void> {
  socket.bind(0, HOST);
  await once(socket, "listening");
}
