import { MockNet, type MockNetOptions, type PeerScript } from "@luat/adapters/mock";
import { createDevice, type Device } from "@luat/libnet";
import { frame } from "../src/frames.js";
import { startMeter, type MeterOptions } from "../src/meter-client.js";

/** A network with a meter, and the script of its server. */
export class Stage {
  static readonly SERVER = "10.0.0.1";
  static readonly METER = "10.0.0.2";
  static readonly PORT = 9000;
  readonly net: MockNet;
  readonly device: Device;
  readonly server: PeerScript;
  /** Why connections were lost. */
  readonly losses: string[] = [];

  constructor(options?: MockNetOptions) {
    this.net = new MockNet(options);
    this.device = createDevice({ adapters: { LWIP_GP: this.net.host(Stage.METER) }, clock: this.net.clock });
    this.server = this.net.peer(Stage.SERVER, Stage.PORT);
  }

  /** The meter begins; it says what it was asked. */
  start(options: Partial<MeterOptions> = {}): void {
    const { net, losses } = this;
    startMeter(this.device, {
      host: Stage.SERVER,
      port: Stage.PORT,
      serial: "M-1",
      answer: (command) => `${command}: 42 kWh`,
      onLost: (error) => losses.push(`${net.clock.now()} ms: ${error.message}`),
      ...options,
    });
  }

  /** For the end of a test: nothing may be open or undone. */
  async end(): Promise<void> {
    await this.net.clock.run(() => this.device.stop());
    this.net.assertDone();
  }
}

/** What a server says and hears when a meter comes. */
export function welcome(server: PeerScript): PeerScript {
  return server.expect(frame("login", "M-1"), { label: "login" }).reply(frame("welcome"), { label: "welcome" });
}

/** What it says and hears when it wants to know how much was used. */
export function ask(server: PeerScript): PeerScript {
  return server.send(frame("command", "read"), { label: "command" }).expect(frame("answer", "read: 42 kWh"), { label: "answer" });
}
