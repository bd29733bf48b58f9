import type { MockHostOptions } from "@luat/adapters/mock";
import { createDevice, type Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/udp-server/faithful.js";
import type { UdpServerOptions } from "../../src/ports/udp-server/options.js";
import { serveUdp } from "../../src/ports/udp-server/promise.js";
import { CHIP, realDevice, Stage } from "./stage.js";

type Start = (device: Device, options: UdpServerOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(serveUdp, device, options);
const BEACON_PORT = 7203;

const answer: UdpServerOptions["answer"] = (data, { host }) => `${host} said ${new TextDecoder().decode(data)}`;
const options: UdpServerOptions = { port: Stage.PORT, answer, interval: 60_000, beacon: "I am here", beaconPort: BEACON_PORT };

let stage: Stage;
afterEach(() => stage.end());

async function begin(start: Start): Promise<void> {
  start(stage.device, options);
  await stage.net.clock.advance(100);
}

async function ask(address: string): Promise<void> {
  stage.dial(address, { protocol: "udp" }).send("hello").expect(`${address} said hello`);
  await stage.net.play();
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", promise, {}],
])("a UDP server, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("answers all who ask", async () => {
    await begin(start);
    for (const address of ["10.0.0.3", "10.0.0.4", "10.0.0.3"]) await ask(address);
  });

  it("tells everybody that it is there", async () => {
    await begin(start);
    for (const address of ["10.0.0.3", "10.0.0.4"]) {
      await using listener = createDevice({ adapters: { LWIP_STA: stage.net.host(address) } });
      const socket = await listener.bind({ port: BEACON_PORT });
      const heard = await stage.net.clock.run(() => socket.rx({ timeout: 70_000 }));
      expect(new TextDecoder().decode(heard?.bytes)).toBe("I am here");
      expect(heard?.from).toEqual({ host: Stage.DEVICE, port: Stage.PORT });
    }
  });

  it("whoever asked is gone", async () => {
    await begin(start);
    const gone = stage.dial("10.0.0.3", { protocol: "udp" }).send("hello");
    await stage.net.play();
    gone.stop();
    await stage.net.clock.advance(1_000);
    await ask("10.0.0.4");
  });

  it("the link is down", async () => {
    await begin(start);
    await ask("10.0.0.3");
    stage.linkDown(60_000);
    await stage.net.clock.advance(70_000);
    await ask("10.0.0.3");
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const probe = await device.bind({ host: "127.0.0.1" });
    const { port } = probe.local;
    await probe.close();
    start(device, { ...options, port });
    await using client = await device.bind({ peer: { host: "127.0.0.1", port } });
    await client.tx("hello");
    expect(new TextDecoder().decode((await client.rx())?.bytes)).toBe("127.0.0.1 said hello");
    await device.stop();
  });
});

describe("a UDP server, promise", () => {
  it("a datagram is cut by the card", async () => {
    stage = new Stage({ longestDatagram: 100 });
    await begin(promise);
    stage.dial("10.0.0.3", { protocol: "udp" }).send(new Uint8Array(200)).send("hello").expect("10.0.0.3 said hello");
    await stage.net.play();
  });
});
