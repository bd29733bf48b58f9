import { once } from "node:events";
import { createServer as createHttpServer, request as httpRequest, type IncomingHttpHeaders, type Server as HttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { WebSocket } from "ws";
import { Gateway } from "../../src/gateway/index.js";
import type { GatewayOptions } from "../../src/gateway/gateway-options.js";
import { nodeAdapter } from "../../src/node/index.js";
import { GATEWAY_PROTOCOL, parseFromGateway, WireError, type ClientMessage, type GatewayMessage } from "../../src/wire/index.js";

/** What is open in a test, to be closed after it. */
const open: Array<() => Promise<unknown> | void> = [];

/** Closes all that a test has opened. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** A gateway on a port of the loopback. */
export interface Running {
  readonly gateway: Gateway;
  readonly server: HttpServer;
  readonly port: number;
}

export async function run(options: Partial<GatewayOptions> = {}): Promise<Running> {
  const gateway = new Gateway({ card: nodeAdapter(), allow: ["tcp://127.0.0.1:*"], ...options });
  const server = createHttpServer((request, response) => {
    if (!gateway.answer(request, response)) response.writeHead(404).end();
  });
  gateway.attach(server, { path: "/gateway" });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(async () => {
    await gateway.stop({ deadline: 0 });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { gateway, server, port: (server.address() as AddressInfo).port };
}

/** A TCP server on a port of the loopback. */
export async function tcpServer(onClient: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    onClient(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A client of the gateway over a real WebSocket. */
export class Client {
  readonly ws: WebSocket;
  readonly messages: GatewayMessage[] = [];
  received = 0;
  readonly pieces: Buffer[] = [];
  /** Whether pieces are kept. */
  keeps = true;
  code: number | undefined;
  #news: Array<() => void> = [];

  constructor(port: number, { headers = {}, path = "/gateway", protocols = [GATEWAY_PROTOCOL] as string[] } = {}) {
    this.ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers, perMessageDeflate: false });
    this.ws.on("message", (data: Buffer, isBinary) => {
      if (isBinary) {
        this.received += data.length;
        if (this.keeps) this.pieces.push(data);
      } else {
        const message = parseFromGateway(data);
        if (message instanceof WireError) throw message;
        this.messages.push(message);
      }
      this.#tell();
    });
    this.ws.on("close", (code) => {
      this.code = code;
      this.#tell();
    });
    this.ws.on("error", () => undefined);
    open.push(() => {
      this.ws.terminate();
    });
  }

  #tell(): void {
    for (const heard of this.#news.splice(0)) heard();
  }

  /** Resolves when it is open; what the server answers instead is thrown. */
  async opened(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.ws.once("open", resolve);
      this.ws.once("unexpected-response", (request, response) => {
        request.destroy();
        reject(new Error(`answered ${response.statusCode}`));
      });
      this.ws.once("error", reject);
    });
    return this;
  }

  /** Resolves when this holds, which is asked whenever something comes. */
  async until(holds: (client: this) => boolean): Promise<this> {
    while (!holds(this)) {
      await new Promise<void>((resolve) => {
        this.#news.push(resolve);
      });
    }
    return this;
  }

  /** Resolves when a message of this type came. */
  async message<T extends GatewayMessage["type"]>(type: T): Promise<Extract<GatewayMessage, { type: T }>> {
    let found: GatewayMessage | undefined;
    await this.until(({ messages, code }) => {
      found = messages.find((message) => message.type === type);
      if (found === undefined && code !== undefined) throw new Error(`no ${type} before the end: ${JSON.stringify(messages)}`);
      return found !== undefined;
    });
    return found as Extract<GatewayMessage, { type: T }>;
  }

  say(message: ClientMessage): this {
    this.ws.send(JSON.stringify(message));
    return this;
  }

  get text(): string {
    return Buffer.concat(this.pieces).toString();
  }
}

/** A client that has dialled a port of the loopback. */
export async function dial(port: number, to: number, window = 1_048_576): Promise<Client> {
  const client = await new Client(port).opened();
  client.say({ type: "dial", host: "127.0.0.1", port: to, window });
  await client.message("connected");
  return client;
}

/** A raw TCP connection to the gateway's server. */
export function raw(port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  open.push(() => {
    socket.destroy();
  });
  return socket;
}

/** Asks for a page. */
export function get(port: number, path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<{ status: number | undefined; body: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, path, headers, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part) => {
        body += part;
      });
      response.on("end", () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    request.on("error", reject).end();
  });
}
