import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Gateway } from "@luat/adapters/gateway";
import { nodeAdapter } from "@luat/adapters/node";
import type { LogPort } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { StaticFiles } from "./static-files.js";
import { TestServers } from "./test-servers.js";

/** What the demonstration runs with. */
export interface DemoOptions {
  /** The folder of the page that was built. */
  readonly page: string;
  /** The port of the page; 0: chosen by the system. */
  readonly port: number;
  /** Rules of the gateway, beside those for its own test servers. */
  readonly allow: readonly string[];
  readonly log: LogPort;
}

/** The page, its gateway, and servers to talk to, while they run. */
export interface Demo {
  readonly url: string;
  readonly servers: TestServers;
  stop(): Promise<void>;
}

/** Starts the page, its gateway and the test servers, all on this computer alone. @throws TypeError of a gateway, for a rule that is none. */
export async function startDemo({ page, port, allow, log }: DemoOptions): Promise<Demo> {
  const files = await StaticFiles.read(page);
  const http = createServer((request, response) => {
    if (gateway?.answer(request, response) !== true) files.answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log });
  const servers = await TestServers.start(device);
  let gateway: Gateway | undefined;
  const stop = async (): Promise<void> => {
    await gateway?.stop({ deadline: 0 });
    await servers.stop();
    await device.stop();
    http.closeAllConnections();
    await new Promise((closed) => http.close(closed));
  };
  const { tcp, tls, udp } = servers.ports;
  const own = [`tcp://127.0.0.1:${tcp}`, `tls://127.0.0.1:${tls}`, `udp://127.0.0.1:${udp}`];
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  try {
    // Pages of other sites, which the user may visit meanwhile, are not let in.
    gateway = new Gateway({ card: nodeAdapter(), allow: [...own, ...allow], origins: [url, url.replace("127.0.0.1", "localhost")], log });
  } catch (error) {
    await stop();
    throw error;
  }
  gateway.attach(http, { path: "/gateway" });
  return { url: `${url}/?tcp=${tcp}&tls=${tls}&udp=${udp}`, servers, stop };
}
