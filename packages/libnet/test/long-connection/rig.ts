import type { Connection, Device, Server } from "../../src/index.js";
import { longConnection, type LongConnection, type LongConnectionSettings, type LongConnectionState, type RetryOptions } from "../../src/long-connection/index.js";
import { SERVER, simulate, type Simulated, type Surroundings } from "../simulated.js";

export const PORT = 1883;
/** Without chance, so that times are known. */
export const RETRY: RetryOptions = { delay: 1_000, jitter: false, stableAfter: 10_000 };

/** A long connection to a server of which each connection is seen. */
export interface Rig extends Simulated {
  readonly long: LongConnection;
  /** The states it was in, by kind. */
  readonly states: LongConnectionState[];
  /** The server's ends of the connections that it accepted. */
  readonly accepted: Connection[];
  /** What the server has received over each connection. */
  readonly received: string[];
  readonly kinds: () => string[];
  /** The server begins to listen, again. */
  listen(): Promise<Server>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Stops all; fails when something is left. */
  end(): Promise<void>;
}

/** What a {@link Rig} is made with. */
export interface RigOptions extends Surroundings {
  /** Whether the server listens at once. Default: true. */
  readonly listens?: boolean;
  /** Whether the server reads. Default: true. */
  readonly reads?: boolean;
  /** Of the devices; default: as with virtual time. */
  readonly onTaskError?: (error: unknown, where: string) => void;
}

export async function rig(settings: LongConnectionSettings = {}, { listens = true, reads = true, onTaskError, ...surroundings }: RigOptions = {}): Promise<Rig> {
  const simulated = simulate({ onTaskError }, surroundings);
  const { net, client, server, run } = simulated;
  const accepted: Connection[] = [];
  const received: string[] = [];
  const listen = async (): Promise<Server> => {
    const listening = await server.listen({ port: PORT });
    void serve(listening, accepted, received, reads);
    return listening;
  };
  if (listens) await run(listen);
  const long = longConnection({ host: SERVER, port: PORT, retry: RETRY, ...settings }, client);
  const states: LongConnectionState[] = [];
  long.on("state", (state) => states.push(state));
  return {
    ...simulated,
    long,
    states,
    accepted,
    received,
    kinds: () => states.map(({ kind }) => kind),
    listen: () => run(listen),
    pass: (ms) => net.clock.advance(ms),
    end: async () => {
      await run(() => long.stop({ deadline: 0 }));
      client.assertIdle();
      await stopAll(simulated, [client, server]);
    },
  };
}

async function serve(listening: Server, accepted: Connection[], received: string[], reads: boolean): Promise<void> {
  for await (const connection of listening) {
    const n = accepted.push(connection) - 1;
    received[n] = "";
    if (reads) void read(connection, (text) => (received[n] += text));
  }
}

async function read(connection: Connection, got: (text: string) => void): Promise<void> {
  try {
    for await (const bytes of connection) got(new TextDecoder().decode(bytes));
  } catch {
    // It broke, as tests want it to.
  }
}

/** Stops devices, and fails when a stream or a timer is left. */
async function stopAll({ net, run }: Simulated, devices: readonly Device[]): Promise<void> {
  await run(async () => {
    for (const device of devices) await device.stop();
  });
  if (net.openStreams > 0) throw new Error(`${net.openStreams} streams are left\n${net.netstat()}`);
  // What is under way arrives.
  await net.clock.advance(1_000);
  if (net.clock.waiting > 0) throw new Error(`${net.clock.waiting} timers are left`);
}

/** How promises settled, in words. */
export function outcomes(promises: ReadonlyArray<Promise<unknown>>): Promise<string[]> {
  return Promise.all(promises.map((promise) => promise.then(() => "sent", (error: { reason?: string; code?: string; message: string }) => error.reason ?? error.code ?? error.message)));
}
