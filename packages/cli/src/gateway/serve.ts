import { Buffer } from "node:buffer";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Gateway } from "@luat/adapters/gateway";
import { nodeAdapter } from "@luat/adapters/node";
import type { Clock, LogPort } from "@luat/contract";
import { wrong } from "../texts/wrong.js";
import type { GatewayCommandOptions } from "./options.js";
import { gatewaySettingError } from "./setting-error.js";

/** Sockets beside those of channels, such as those whose upgrade is under way. */
const SPARE = 1_000;

/** What a gateway is made with. */
export interface ServeParts {
  readonly clock: Clock;
  readonly log: LogPort;
  /** Gives other metrics than those of this process. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

/** A gateway with the server that it is attached to. */
export interface Serving {
  readonly gateway: Gateway;
  /** @returns the port. @throws Error of the system when it cannot listen. */
  listen(): Promise<number>;
  /** Stops in order. */
  stop(deadline: number): Promise<void>;
}

/** Makes a gateway. @throws UsageError when a setting is wrong. */
export function makeGateway(options: GatewayCommandOptions, { clock, log, metrics }: ServeParts): Serving {
  const gateway = newGateway(options, clock, log);
  const server = newServer(options);
  server.on("request", (request, response) => {
    if (!gateway.answer(request, response, metrics)) response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no page here.\n");
  });
  gateway.attach(server, { path: options.url.path });
  return {
    gateway,
    listen: () => listen(server, options.url),
    async stop(deadline) {
      await gateway.stop({ deadline });
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

function newGateway({ allow, tokens, origins, trustProxy, limits, called }: GatewayCommandOptions, clock: Clock, log: LogPort): Gateway {
  try {
    return new Gateway({ card: nodeAdapter(), allow, tokens, origins, trustProxy, limits, clock, log });
  } catch (error) {
    throw gatewaySettingError(error, called);
  }
}

function newServer({ tls, limits }: GatewayCommandOptions): Server {
  const { handshakeTimeout = 10_000, channels = 10_000 } = limits;
  // Whoever sends its request in slow pieces is cut as whoever sends its first message so.
  const times = { headersTimeout: handshakeTimeout, requestTimeout: handshakeTimeout, connectionsCheckingInterval: Math.min(handshakeTimeout, 5_000) };
  const server = tls === undefined ? createServer(times) : secured({ ...times, handshakeTimeout }, tls);
  server.maxConnections = channels + SPARE;
  return server;
}

function secured(times: object, { cert, key, passphrase }: NonNullable<GatewayCommandOptions["tls"]>): Server {
  const credentials = nodeAdapter().credentials({ verify: false, cert, key, passphrase });
  if ("reason" in credentials) throw wrong((say) => say.badCertificate(credentials));
  return createSecureServer({ ...times, cert: Buffer.from(cert), key: Buffer.from(key), ...(passphrase !== undefined && { passphrase }) });
}

function listen(server: Server, { host, port }: GatewayCommandOptions["url"]): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
