import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { expect, it } from "vitest";
import { createDevice } from "../../src/index.js";
import { lines } from "../../src/frames/index.js";
import { longConnection } from "../../src/long-connection/index.js";

/** A server that answers each line, and can be killed and started again on its port. */
class Restarting {
  readonly lines: string[] = [];
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  async start(): Promise<void> {
    const server = createServer((client) => {
      this.#clients.add(client);
      let rest = "";
      client.on("error", () => undefined);
      client.on("close", () => this.#clients.delete(client));
      client.on("data", (bytes) => {
        const parts = (rest + bytes.toString()).split("\n");
        rest = parts.pop() ?? "";
        this.lines.push(...parts);
        client.write(parts.map((line) => `re: ${line}\n`).join(""));
      });
    });
    this.#server = server;
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const client of this.#clients) client.resetAndDestroy();
    await closed;
  }
}

it("on real sockets, a server that restarts is connected to again, and what was queued meanwhile arrives once", async () => {
  const server = new Restarting();
  await server.start();
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const long = longConnection({ host: "127.0.0.1", port: server.port, frames: lines(), retry: 20 }, device);
  const answers: string[] = [];
  const reading = (async () => {
    for await (const line of long) answers.push(line);
  })();
  const waiting = (state: string): Promise<void> => new Promise((resolve) => {
    const heard = ({ kind }: { readonly kind: string }): void => {
      if (kind !== state) return;
      long.off("state", heard);
      resolve();
    };
    long.on("state", heard);
  });

  await long.tx("one");
  while (!answers.includes("re: one")) await device.sys.wait(2);
  const lost = waiting("waiting-to-retry");
  await server.kill();
  await lost;
  const queued = [long.tx("two"), long.tx("three")];
  await server.start();
  await Promise.all(queued);
  while (!answers.includes("re: three")) await device.sys.wait(2);
  await long.stop();
  await reading;

  expect(server.lines).toEqual(["one", "two", "three"]);
  expect(answers).toEqual(["re: one", "re: two", "re: three"]);
  expect(long.status()).toMatchObject({ state: { kind: "stopped" }, queued: { items: 0 } });
  expect(long.status().successes).toBeGreaterThan(1);
  device.assertIdle();
  await device.stop();
  await server.kill();
});
