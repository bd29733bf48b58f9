import { latency, loss, MockNet, natExpiry } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Device, type DeviceOptions } from "@luat/libnet";
import { keepBeating, keepBeatingFaithfully, type Beat } from "./heartbeat-clients.js";
import { serveHeartbeats } from "./heartbeat-server.js";
import { Totals } from "./totals.js";

const SERVER = "10.0.0.1";
const BEAT: Beat = { host: SERVER, port: 1_883, patience: 10_000 };

/** A server and many devices on one net, with weather that changes by chance, each with a heartbeat. */
export class Fleet {
  readonly net = new MockNet({ seed: 5, latency: 20 });
  readonly totals = new Totals();
  readonly devices: readonly Device[];
  #server: Device;

  constructor(size: number) {
    this.#server = this.#startServer();
    this.devices = Array.from({ length: size }, (_, n) => {
      const device = this.#device({ LWIP_GP: this.net.host(addressOf(n)) });
      if (n % 2 === 0) keepBeating(device, n, BEAT, this.totals);
      else keepBeatingFaithfully(device, n, BEAT, this.totals);
      return device;
    });
  }

  /** Clients that the server has. */
  get clients(): number {
    return this.net.host(SERVER).openStreams;
  }

  /** Makes the weather of mobile networks; the function that it gives ends it. */
  startWeather(): () => void {
    const guards = [latency({ ms: 10, jitter: 60 }), loss({ rate: 0.01 }), natExpiry({ idle: 59_000 })].map((rule) => this.net.rule(rule));
    return () => {
      for (const guard of guards) guard.remove();
    };
  }

  /** Cuts the connections of some devices. */
  cut(count: number, from: number): void {
    for (let n = 0; n < count; n++) this.net.reset(addressOf((from + n * 97) % this.devices.length));
  }

  /** Stops the server, and starts another in its place. */
  async restartServer(pause: number): Promise<void> {
    await this.#server.stop();
    await this.net.clock.advance(pause);
    this.#server = this.#startServer();
  }

  async stop(): Promise<void> {
    for (const device of [...this.devices, this.#server]) await device.stop();
  }

  #startServer(): Device {
    const server = this.#device({ LWIP_ETH: this.net.host(SERVER) });
    serveHeartbeats(server, BEAT.port, this.totals);
    return server;
  }

  #device(adapters: DeviceOptions["adapters"]): Device {
    return createDevice({ adapters, clock: this.net.clock, log: silentLog, onTaskError: "throw", origins: false });
  }
}

function addressOf(n: number): string {
  return `10.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`;
}
