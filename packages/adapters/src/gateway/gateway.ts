import type { Buffer } from "node:buffer";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import type { Stop } from "@luat/contract";
import { WebSocketServer } from "ws";
import { mustKnow } from "../checks/known-options.js";
import { shown } from "../checks/shown.js";
import { CLOSE_CODES, GATEWAY_PROTOCOL, MAX_MESSAGE } from "../wire/index.js";
import { clientAddress, clientKey } from "./admission/client-address.js";
import { Crowd } from "./admission/crowd.js";
import { bearerOf } from "./admission/tokens.js";
import { pathOf, refuseUpgrade, speaksProtocol } from "./admission/upgrade-request.js";
import { BlockPool } from "./channel/block-pool.js";
import { Channel } from "./channel/channel.js";
import { Offers } from "./channel/offers.js";
import type { Site } from "./channel/site.js";
import { WsLine } from "./channel/ws-line.js";
import { GatewayLog } from "./gateway-log.js";
import { settingsOf, type GatewayOptions, type Settings } from "./gateway-options.js";
import type { GatewayStatus, RefusalReason } from "./gateway-status.js";
import { metricsText } from "./metrics-text.js";
import { answerPages } from "./pages.js";
import { mayRefuse, takePath } from "./server-paths.js";
import { Tally } from "./tally.js";

/** How a gateway is attached to a server. */
export interface AttachOptions {
  /** The path of its WebSockets. Default: `"/"`. */
  readonly path?: string | undefined;
}

/** How a gateway stops. */
export interface StopOptions {
  /** Milliseconds that streams and datagram sockets have to end by themselves. Default: 10,000. */
  readonly deadline?: number | undefined;
}

/** How long a WebSocket may take to close at the end of all, in milliseconds. */
const GRACE = 2_000;

/**
 * A gateway: clients that have only WebSockets, such as browsers, reach TCP, TLS and UDP through it, and listen. It reaches what its
 * list of rules allows, and nothing else; without rules it reaches nothing.
 *
 * It is attached to a server of `node:http` or `node:https`, which goes on to serve whatever else it serves. Needs the package `ws`.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { Gateway } from "@luat/adapters/gateway";
 * import { nodeAdapter } from "@luat/adapters/node";
 *
 * const gateway = new Gateway({
 *   card: nodeAdapter(),
 *   allow: ["tcp://broker.example.com:1883", "tls://*.example.com:443,8883"],
 *   tokens: ["a token that nobody guesses".replaceAll(" ", "-")],
 *   origins: ["https://app.example.com"],
 * });
 * const server = createServer((request, response) => {
 *   if (!gateway.answer(request, response)) response.writeHead(404).end();
 * });
 * gateway.attach(server, { path: "/gateway" });
 * // server.listen(8080);
 * gateway.status().open.tcp; // 0
 * await gateway.stop();
 * ```
 */
export class Gateway {
  readonly #settings: Settings;
  readonly #site: Site;
  readonly #crowd: Crowd;
  readonly #tally = new Tally();
  readonly #channels = new Set<Channel>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    // Texts are checked as they are read.
    skipUTF8Validation: true,
    handleProtocols: () => GATEWAY_PROTOCOL,
  });
  #ids = 0;
  #stopping: Promise<void> | undefined;
  #onEmpty: (() => void) | undefined;

  /** @throws TypeError, RangeError when an option is wrong; the message names it. */
  constructor(options: GatewayOptions) {
    const settings = settingsOf(options);
    const { card, clock, policy, limits, tokens, log } = settings;
    this.#settings = settings;
    this.#crowd = new Crowd(clock, limits);
    this.#site = { card, clock, policy, limits, tokens, offers: new Offers(clock, limits), blocks: new BlockPool(), tally: this.#tally, log: new GatewayLog(log, clock) };
  }

  /**
   * Takes the WebSockets of a server at a path. Upgrades to paths of no gateway are answered with 404, unless somebody else
   * listens to the server's upgrades too, who is to answer them then.
   *
   * @returns takes no more of them; what is open goes on.
   * @throws TypeError when the server is none, or the path does not begin with `/`; Error when the server has a gateway at this path.
   */
  attach(server: HttpServer | HttpsServer, options: AttachOptions = {}): Stop {
    if (typeof server?.listenerCount !== "function") throw new TypeError(`server is ${shown(server)}; expected a server of node:http or node:https`);
    mustKnow("attach", options, { path: true });
    const { path = "/" } = options;
    if (typeof path !== "string" || !/^\/[^?#]*$/.test(path)) throw new TypeError(`path is ${shown(path)}; expected a path such as "/gateway"`);
    const giveBack = takePath(server, path);
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      const asked = pathOf(request);
      if (asked === path) this.#upgrade(request, socket, head);
      else if (mayRefuse(server, path, asked)) this.#refuse(request, socket, "path");
    };
    server.on("upgrade", onUpgrade);
    return () => {
      giveBack();
      server.off("upgrade", onUpgrade);
    };
  }

  /**
   * Answers a request for `/healthz` (200 `ok`, or 503 when it stops) or `/metrics` (for Prometheus; with a bearer token where clients
   * need one).
   *
   * @param metrics - gives other metrics than those of this gateway, such as those of several processes.
   * @returns whether it was one of them; others are left alone.
   */
  answer(request: IncomingMessage, response: ServerResponse, metrics: () => string | Promise<string> = () => this.metrics()): boolean {
    return answerPages(request, response, { tokens: this.#settings.tokens, isStopping: () => this.#stopping !== undefined, metrics });
  }

  /** What it has done and does. */
  status(): GatewayStatus {
    return this.#tally.status(this.#stopping !== undefined);
  }

  /** The same for Prometheus. */
  metrics(): string {
    return metricsText(this.status());
  }

  /**
   * Stops: no more channels from now on, listeners close at once, streams and datagram sockets have until the deadline to end by
   * themselves, and are closed with 1001 then. Again: hurries, when the new deadline is earlier.
   *
   * @returns when all channels are closed.
   * @throws RangeError when the deadline is no number of at least 0.
   */
  stop(options: StopOptions = {}): Promise<void> {
    mustKnow("stop", options, { deadline: true });
    const { deadline = 10_000 } = options;
    if (typeof deadline !== "number" || !(deadline >= 0)) throw new RangeError(`deadline is ${shown(deadline)}; expected milliseconds of at least 0`);
    this.#stopping ??= new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
    this.#site.offers.end();
    for (const channel of this.#channels) if (channel.kind === "listen" || channel.kind === "waiting") dismiss(channel);
    if (this.#channels.size === 0) this.#onEmpty?.();
    else this.#closeAfter(deadline);
    return this.#stopping;
  }

  #closeAfter(deadline: number): void {
    const { clock } = this.#settings;
    let stopTimer = clock.after(deadline, () => {
      for (const channel of this.#channels) dismiss(channel);
      stopTimer = clock.after(GRACE, () => {
        for (const channel of this.#channels) channel.terminate();
      });
    });
    void this.#stopping?.then(() => {
      stopTimer();
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { origins, tokens } = this.#settings;
    const client = this.#clientOf(request);
    const reason = this.#objection(request, client.key, origins.holds(request.headers.origin));
    if (reason !== undefined) {
      this.#refuse(request, socket, reason);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const line = new WsLine(ws, socket);
      this.#crowd.enter(client.key);
      const channel: Channel = new Channel({
        ...{ site: this.#site, line, id: ++this.#ids, client: client.text },
        isKnown: tokens.holds(bearerOf(request.headers.authorization)),
        gone: () => {
          this.#crowd.leave(client.key);
          this.#channels.delete(channel);
          if (this.#channels.size === 0) this.#onEmpty?.();
        },
      });
      this.#channels.add(channel);
      line.listen(channel);
    });
  }

  #objection(request: IncomingMessage, client: string, isFromGoodPage: boolean): RefusalReason | undefined {
    if (this.#stopping !== undefined) return "stopping";
    if (!this.#crowd.asks(client)) return "rate";
    if (!speaksProtocol(request)) return "protocol";
    if (!isFromGoodPage) return "origin";
    return this.#crowd.hasRoom(client) ? undefined : "limit";
  }

  #refuse(request: IncomingMessage, socket: Duplex, reason: RefusalReason): void {
    const { text } = this.#clientOf(request);
    const { origin } = request.headers;
    this.#tally.refused[reason]++;
    const why = reason === "origin" ? `origin ${this.#settings.origins.refusal(origin)}` : reason;
    this.#site.log.writeSome("warn", "refused", `an upgrade of ${text} was refused: ${why}`, { client: text, reason, origin: reason === "origin" ? origin : undefined });
    socket.on("error", () => undefined);
    refuseUpgrade(socket, reason);
  }

  #clientOf({ socket, headers }: IncomingMessage): { readonly key: string; readonly text: string } {
    const address = clientAddress(socket.remoteAddress, this.#settings.trustProxy ? headers["x-forwarded-for"] : undefined);
    return { key: clientKey(address), text: address?.text ?? "unknown" };
  }
}

/** The gateway stops: the client is told as it would be of a card that goes down. */
function dismiss(channel: Channel): void {
  channel.over({ reason: "link", note: "the gateway stops" }, { how: "stopped", code: CLOSE_CODES.stopped });
}
