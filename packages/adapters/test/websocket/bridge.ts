import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** Bytes after which the side that sends has to wait. */
const HIGH_WATER = 65_536;

/** A bridge from WebSockets to TCP: the path is the host and the port, and the WebSocket opens when the connection is there. */
export class Bridge {
  readonly #server = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });

  /** How often something has moved. */
  moves = 0;

  private constructor() {
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  static async start(): Promise<Bridge> {
    const bridge = new Bridge();
    bridge.#server.listen(0, "127.0.0.1");
    await once(bridge.#server, "listening");
    return bridge;
  }

  /** Where an endpoint is reached. */
  url({ host, port }: { readonly host: string; readonly port: number }): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${encodeURIComponent(host)}/${port}`;
  }

  async stop(): Promise<void> {
    this.#sockets.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, "close");
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const [, host = "", port = ""] = (request.url ?? "").split("/");
    const target = connect({ host: decodeURIComponent(host), port: Number(port), allowHalfOpen: true, noDelay: true });
    const fail = (): void => void socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
    target.once("error", fail);
    socket.once("close", () => target.destroy());
    target.once("connect", () => {
      target.off("error", fail);
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#join(client, target));
    });
  }

  #join(client: WebSocket, target: Socket): void {
    client.on("message", (data) => {
      this.moves++;
      if (!target.write(data as Buffer)) client.pause();
    });
    target.on("drain", () => {
      this.moves++;
      client.resume();
    });
    target.on("data", (data) => {
      this.moves++;
      client.send(data, () => {
        if (client.bufferedAmount < HIGH_WATER) target.resume();
      });
      if (client.bufferedAmount >= HIGH_WATER) target.pause();
    });
    target.on("end", () => {
      client.resume();
      client.close(1000);
    });
    target.on("error", () => client.terminate());
    client.on("close", () => target.end());
  }
}
