import { fork } from "node:child_process";
import { once } from "node:events";
import { createAuthority } from "@luat/adapters/certs";
import type { Server } from "./server.js";

/** How long servers that were told to end may take, in milliseconds. */
const PATIENCE = 2_000;
const HOST = "127.0.0.1";

/** The echo servers that the example brings along, in a process of their own. */
export interface OwnServers {
  readonly servers: readonly Server[];
  /** Lets them cut their connections, and go on listening; UDP has none. */
  drop(): void;
  /** Ends them. */
  stop(): Promise<void>;
}

/** Starts the servers, with a certificate made for them, and waits until they listen. */
export async function startOwnServers(): Promise<OwnServers> {
  const child = fork(new URL("./echo-server.mjs", import.meta.url), { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const authority = createAuthority();
  child.send(authority.issue({ names: [HOST], usage: "server" }));
  const ports = await Promise.race([once(child, "message").then(([first]) => first as Record<Server["kind"], number>), ended.then(() => undefined)]);
  if (ports === undefined) throw new Error("the echo servers ended before they listened");
  return {
    servers: [
      { tag: "tcp", kind: "tcp", host: HOST, port: ports.tcp },
      { tag: "udp", kind: "udp", host: HOST, port: ports.udp },
      { tag: "tls", kind: "tls", host: HOST, port: ports.tls, tls: { verify: false } },
      { tag: "tls_ca", kind: "tls", host: HOST, port: ports.tls, tls: { ca: authority.cert } },
    ],
    drop() {
      if (child.connected) child.send("drop");
    },
    async stop() {
      if (child.connected) child.disconnect();
      const hurry = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
      await ended;
      clearTimeout(hurry);
    },
  };
}
