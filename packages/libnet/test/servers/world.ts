import { MockNet, type MockNetOptions } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Device, type DeviceOptions } from "../../src/index.js";
import { serve, type Departure, type ManagedServer, type Refusal, type ServeOptions } from "../../src/servers/index.js";

const HOST = "10.0.0.1";
export const PORT = 5000;

/** A server's device on a mock network, and devices of clients as they are wanted. */
export class ServerWorld {
  readonly net: MockNet;
  readonly device: Device;
  /** What the device was told of errors of callbacks and tasks. */
  readonly reported: Array<[error: unknown, where: string]> = [];
  readonly #clients = new Map<string, Device>();

  constructor(options: MockNetOptions = {}, deviceOptions: DeviceOptions = {}) {
    this.net = new MockNet(options);
    const onTaskError = (error: unknown, where: string): void => void this.reported.push([error, where]);
    this.device = createDevice({ adapters: { LWIP_ETH: this.net.host(HOST) }, log: silentLog, onTaskError, ...deviceOptions });
  }

  serve(options: Partial<ServeOptions> = {}): Promise<ManagedServer> {
    return serve({ port: PORT, ...options }, this.device);
  }

  /** The device of the client at 10.0.0.`n`. */
  client(n: number | string): Device {
    const address = `10.0.0.${n}`;
    const known = this.#clients.get(address) ?? createDevice({ adapters: { LWIP_GP: this.net.host(address) }, log: silentLog });
    this.#clients.set(address, known);
    return known;
  }

  connect(n: number | string = 2): Promise<Connection> {
    return this.client(n).connect({ host: HOST, port: PORT });
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.net.clock.run(work);
  }

  /** Lets so much time pass, and all that is due in it happen. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.net.clock.after(ms, resolve));
  }

  async stop(): Promise<void> {
    await Promise.all([this.device, ...this.#clients.values()].map((device) => device.stop()));
  }
}

/** What a server tells of who comes and goes, as short text. */
export function diary(server: ManagedServer): string[] {
  const lines: string[] = [];
  server.on("refused", ({ reason, from }: Refusal) => void lines.push(`refused ${from.host}: ${reason}`));
  server.on("left", (client, { kind }: Departure) => void lines.push(`left ${client.deviceId ?? client.peer.host}: ${kind}`));
  server.on("identified", (client, replaced) => void lines.push(`identified ${client.deviceId}${replaced === undefined ? "" : " anew"}`));
  server.on("dropped", ({ client, reason }) => void lines.push(`dropped ${client.deviceId ?? client.peer.host}: ${reason}`));
  server.on("failed", (error, client) => void lines.push(`failed ${client.peer.host}: ${String(error)}`));
  server.on("close", (error) => void lines.push(`close${error === undefined ? "" : ` ${error.code}`}`));
  return lines;
}

export function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Reads until the end; how it ended. */
export async function drain(connection: Connection): Promise<string> {
  try {
    for await (const bytes of connection) void bytes;
    return "end";
  } catch (error) {
    return (error as { code: string }).code;
  }
}
