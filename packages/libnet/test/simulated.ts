import { MockNet, type HostProfile } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Device, type DeviceOptions, type Server } from "../src/index.js";

/** Two devices on a mock network: a client at 10.0.0.2 and a server at 10.0.0.1. */
export interface Simulated {
  readonly net: MockNet;
  readonly client: Device;
  readonly server: Device;
  /** Runs `work` on virtual time until its promise settles. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** A connected pair. */
  pair(): Promise<{ here: Connection; there: Connection; listening: Server }>;
}

export const SERVER = "10.0.0.1";
export const CLIENT = "10.0.0.2";

/** What the network of a {@link Simulated} is like. */
export interface Surroundings {
  /** Milliseconds that each packet is under way; default: 0. */
  readonly latency?: number;
  /** Of the client's card; default: none. */
  readonly profile?: HostProfile;
}

export function simulate(options: DeviceOptions = {}, { latency, profile }: Surroundings = {}): Simulated {
  const net = new MockNet({ latency });
  const shared = { clock: net.clock, log: silentLog, ...options };
  const client = createDevice({ adapters: { LWIP_GP: net.host(CLIENT, { profile }) }, ...shared });
  const server = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, ...shared });
  return {
    net,
    client,
    server,
    run: (work) => net.clock.run(work),
    pair: () =>
      net.clock.run(async () => {
        const listening = await server.listen({ port: 1883 });
        const [here, there] = await Promise.all([client.connect({ host: SERVER, port: 1883 }), listening.accept()]);
        if (there === undefined) throw new Error("the server was closed");
        return { here, there, listening };
      }),
  };
}

export function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** The bytes 0, 1, 2 … so that a lost or moved byte shows. */
export function counted(length: number): Uint8Array {
  // Not Uint8Array.from: tests ask for megabytes, and that takes a call for each byte.
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = i % 251;
  return bytes;
}
