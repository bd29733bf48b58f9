import { createAuthority } from "@luat/adapters/certs";
import { MockNet, type PeerScript } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installClient, type Face } from "../../src/long-connection/install-client.js";

const BROKER = "10.0.0.1";

describe("a device that connects again", () => {
  it("finds the next connection of the script, a wait after each end", async () => {
    const net = new MockNet({ latency: 10 });
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock, log: silentLog, onTaskError: "throw" });
    const broker = net.peer(BROKER, 1883);
    broker.expect("hello 1").reset().nextConnection().expect("hello 2").end().expectEnd().nextConnection().expect("hello 3").reply("welcome");
    const answer = await net.play(async () => {
      for (let i = 1; ; i++) {
        const connection = await device.connect({ host: BROKER, port: 1883 });
        await connection.tx(`hello ${i}`);
        const bytes = await connection.rx().catch(() => undefined);
        if (bytes !== undefined) return new TextDecoder().decode(bytes);
        await connection.close();
        await device.sys.wait(5_000);
      }
    });
    expect(answer).toBe("welcome");
    await net.clock.run(() => device.stop());
    broker.stop();
    await net.clock.run();
    expect([net.clock.waiting, net.openStreams, net.openListeners]).toEqual([0, 0, 0]);
  });
});

const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });

describe.each<[Face, "tcp" | "tls" | "udp"]>([["faithful", "tcp"], ["promise", "tcp"], ["faithful", "tls"], ["faithful", "udp"]])("the %s long-connection client over %s", (face, kind) => {
  let net: MockNet; let device: Device; let broker: PeerScript; let received: string[];
  beforeEach(() => {
    net = new MockNet({ latency: 5 });
    received = [];
    device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock, log: silentLog, onTaskError: "throw" });
    device.sys.subscribe("RECV_DATA_FROM_SERVER", (data) => { received.push(new TextDecoder().decode(data)); });
    broker = net.peer(BROKER, 40123, kind === "udp" ? { protocol: kind } : kind === "tls" ? { tls: authority.issue({ names: [BROKER] }) } : {});
    installClient(device, face, { host: BROKER, port: 40123, kind, tls: kind === "tls" ? { ca: authority.cert } : undefined });
  });
  afterEach(async () => {
    await net.clock.run(() => device.stop());
    broker.stop();
    net.assertDone();
    await net.clock.run();
    expect([net.clock.waiting, net.openStreams, net.openListeners, net.openDatagrams]).toEqual([0, 0, 0, 0]);
  });
  it("sends what is queued and publishes what comes back", async () => {
    broker.expect("a").expect(/b+/).reply(([text]) => text.toUpperCase()).wait(60_000);
    if (kind === "udp") broker.send("unasked"); else broker.send("unasked").reset().nextConnection().expect("c");
    device.sys.publish("SEND_DATA_REQ", "a", () => undefined);
    device.sys.publish("SEND_DATA_REQ", "bb", () => undefined);
    if (kind !== "udp") device.sys.timerStart(() => device.sys.publish("SEND_DATA_REQ", "c", () => undefined), 62_000);
    await net.play();
    expect(received.join("")).toBe("BBunasked");
  });
});
