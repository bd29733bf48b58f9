import { fork } from "node:child_process";
import { once } from "node:events";

/** How long a server that was told to end may take, in milliseconds. */
const PATIENCE = 2_000;

/** The echo server that the example brings along, as a process of its own. */
export interface OwnServer {
  readonly host: string;
  readonly port: number;
  /** Lets it cut its connections, and go on listening. */
  drop(): void;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Starts the server, and waits until it listens. */
export async function startOwnServer(): Promise<OwnServer> {
  const child = fork(new URL("./echo-server.mjs", import.meta.url), { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const port = await Promise.race([once(child, "message").then(([first]) => first as number), ended.then(() => undefined)]);
  if (port === undefined) throw new Error("the echo server ended before it listened");
  return {
    host: "127.0.0.1",
    port,
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
