import { MockNet, type MockHost } from "@luat/adapters/mock";
import type { LogPort } from "@luat/contract";
import { str } from "@luat/corelib";
import { createDevice, type Connection, type Device } from "@luat/libnet";
import { createAir, type Air, type AirOptions } from "../src/index.js";

export const SERVER = "10.0.0.1";
export const CLIENT = "10.0.0.2";
export const PORT = 1883;

/** A device with LuatOS-Air's libraries at 10.0.0.2, and a server's at 10.0.0.1, on a mock network. */
export interface AirWorld extends Air {
  readonly mock: MockNet;
  readonly card: MockHost;
  readonly device: Device;
  readonly server: Device;
  /** The lines of the device's log. */
  readonly lines: string[];
  /** Runs `work` on virtual time until its promise settles. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Lets time pass. */
  advance(ms: number): Promise<void>;
  /** Ends both devices and looks whether anything is left. */
  stop(): Promise<void>;
}

export interface AirWorldOptions extends AirOptions {
  readonly authorities?: string;
}

export function airWorld({ authorities, ...options }: AirWorldOptions = {}): AirWorld {
  const mock = new MockNet({ authorities });
  const lines: string[] = [];
  const log: LogPort = { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) };
  const card = mock.host(CLIENT);
  const device = createDevice({ adapters: { LWIP_GP: card }, log });
  const server = createDevice({ adapters: { LWIP_ETH: mock.host(SERVER) }, clock: mock.clock, logLevel: "silent" });
  return {
    ...createAir(device, options),
    ...{ mock, card, device, server, lines },
    run: (work) => mock.clock.run(work),
    advance: (ms) => mock.clock.advance(ms),
    async stop() {
      await device.stop();
      await server.stop();
      await mock.clock.advance(10);
      const left = { streams: card.openStreams, datagrams: card.openDatagrams, waiting: mock.clock.waiting };
      if (Object.values(left).some((count) => count > 0)) throw new Error(`left behind: ${JSON.stringify(left)}`);
    },
  };
}

/** Accepts one client after the other, and gives them. */
export async function accepted(world: AirWorld, port = PORT): Promise<Connection[]> {
  const clients: Connection[] = [];
  const server = await world.run(() => world.server.listen({ port, backlog: 16 }));
  void (async () => {
    for await (const client of server) clients.push(client);
  })();
  return clients;
}

export const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : str.text(bytes));

/** The bytes 0, 1, 2 … so that a lost or moved byte shows. */
export function counted(length: number): Uint8Array {
  // Not Uint8Array.from: tests ask for megabytes, and that takes a call for each byte.
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = i % 251;
  return bytes;
}
