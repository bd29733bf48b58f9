import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import type { Authority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { Trace } from "./trace.js";
import type { Script } from "./world.js";

/** How often a byte goes round before all else is taken to have happened. */
const ROUNDS = 6;

/** Runs a script on this computer's loopback, in real time. */
export async function runOnLoopback(script: Script, authorities: { authority: Authority; stranger: Authority }): Promise<Record<string, string[]>> {
  const [card, outsideCard] = [nodeAdapter(), nodeAdapter()];
  const device = createDevice({ adapters: { ETH0: card }, log: silentLog });
  const outside = createDevice({ adapters: { ETH0: outsideCard }, log: silentLog });
  const trace = new Trace();
  const fence = new Fence();
  try {
    await script(
      {
        ...{ device, outside, card, outsideCard, ...authorities },
        ...{ there: "127.0.0.1", here: "127.0.0.1", broadcast: "127.255.255.255" },
        freePort: () => freePort(device),
        settle: () => fence.pass(),
      },
      trace,
    );
  } finally {
    await device.stop();
    await outside.stop();
    await fence.end();
  }
  return trace.story();
}

/** Below what systems choose, so that no other process on this computer gets it meanwhile. */
async function freePort(device: Device): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      await using _datagrams = await device.bind({ port });
      await using _server = await device.listen({ port });
      return port;
    } catch (error) {
      if ((error as { code?: unknown }).code !== "in-use") throw error;
    }
  }
}

/** A connection of its own, round which a byte is sent: the loopback delivers in order, and Node reads what is there in one go. */
class Fence {
  readonly #server = createServer((socket) => socket.pipe(socket));

  async pass(): Promise<void> {
    if (!this.#server.listening) await once(this.#server.listen(0, "127.0.0.1"), "listening");
    const client = connect({ port: (this.#server.address() as AddressInfo).port, host: "127.0.0.1", noDelay: true });
    for (let round = 0; round < ROUNDS; round++) {
      client.write("x");
      await once(client, "data");
      await new Promise(setImmediate);
    }
    client.end();
    await once(client, "close");
  }

  async end(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}
