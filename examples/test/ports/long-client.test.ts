import { createAuthority } from "@luat/adapters/certs";
import { type MockHostOptions, MockNet, refuse } from "@luat/adapters/mock";
import type { Device } from "@luat/libnet";
import { decodePacket, encodePacket, ntpTime, type NtpTime } from "@luat/socket/sntp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/long-connection/faithful-client.js";
import { installWatchdog } from "../../src/long-connection/network-watchdog.js";
import { longClient, type LongClientOptions } from "../../src/ports/long-client/promise.js";
import { CHIP, realDevice, Stage, Told } from "./stage.js";

type Start = (device: Device, options: LongClientOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(longClient, device, options);
const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });
const certificate = authority.issue({ names: [Stage.SERVER] });

let stage: Stage;
let received: string;
let results: string[];

function begin(start: Start, options: Partial<LongClientOptions> = {}): void {
  const { sys } = stage.device;
  sys.subscribe("RECV_DATA_FROM_SERVER", (data) => {
    received += new TextDecoder().decode(data);
  });
  start(stage.device, { host: Stage.SERVER, port: Stage.PORT, ...options });
}

const send = (text: string): void => stage.device.sys.publish("SEND_DATA_REQ", text, (ok) => results.push(`${text} ${ok}`));

beforeEach(() => {
  received = "";
  results = [];
});
afterEach(() => stage.end());

describe.each<[string, "tcp" | "tls", Start, MockHostOptions]>([
  ["faithful", "tcp", install, {}],
  ["faithful, as on a chip", "tcp", install, CHIP],
  ["promise", "tcp", promise, {}],
  ["faithful", "tls", install, {}],
  ["faithful, as on a chip", "tls", install, CHIP],
  ["promise", "tls", promise, {}],
])("a long connection, %s, over %s", (_, kind, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  const options: Partial<LongClientOptions> = { kind, tls: kind === "tls" ? { ca: authority.cert } : undefined };
  const peer = (): ReturnType<Stage["peer"]> => stage.peer(kind === "tls" ? { tls: certificate } : {});

  it("sends what is queued, and hands on what comes", async () => {
    peer().expect("one").expect("two").reply("thanks");
    begin(start, options);
    send("one");
    send("two");
    await stage.net.play();
    expect([received, results]).toEqual(["thanks", ["one true", "two true"]]);
  });

  it("the server restarts", async () => {
    peer().send("a").reset().nextConnection().send("b").expect("one");
    begin(start, options);
    stage.net.clock.after(10_000, () => send("one"));
    await stage.net.play();
    expect([received, results]).toEqual(["ab", ["one true"]]);
  });

  it("the link is down", async () => {
    peer().send("a").nextConnection().send("b").expect("one");
    begin(start, options);
    await stage.net.clock.advance(1_000);
    stage.linkDown(60_000);
    stage.net.clock.after(70_000, () => send("one"));
    await stage.net.play();
    expect([received, results]).toEqual(["ab", ["one true"]]);
  });

  it("the server is silent: the device restarts after 180 s", async () => {
    peer().send("a").stall();
    // In the faithful form the watchdog is a program of its own.
    if (start === install) installWatchdog(stage.device);
    begin(start, options);
    await stage.net.clock.advance(185_000);
    expect(stage.reboots).toBe(1);
  });
});

describe("a long connection, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("items of the time without a server are sent later", async () => {
    stage.peer().expect("one");
    stage.net.clock.after(20_000, stage.net.rule(refuse(Stage.SERVER, Stage.PORT)));
    begin(promise);
    send("one");
    await stage.net.play();
    expect(results).toEqual(["one true"]);
  });

  it("waits for the time before it verifies: the time server is silent at first", async () => {
    stage.peer({ tls: certificate }).expect("one");
    const clock = stage.net.peer("10.0.0.9", 123, { protocol: "udp" });
    const now = (): NtpTime => ntpTime(stage.net.clock.wall() + 3_600_000);
    clock.expect((bytes) => bytes.length);
    clock.expect((bytes) => bytes.length, { within: 60_000 }).reply((asked) => {
      return encodePacket({ mode: 4, stratum: 2, origin: decodePacket(asked)?.transmit ?? now(), receive: now(), transmit: now() });
    });
    begin(promise, { kind: "tls", tls: { ca: authority.cert }, timeServers: ["10.0.0.9"] });
    send("one");
    await stage.net.play();
    clock.stop();
    expect(stage.device.os.time() * 1_000 - stage.net.clock.wall()).toBeGreaterThan(3_590_000);
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const told = new Told<Uint8Array>(1);
    device.sys.subscribe("RECV_DATA_FROM_SERVER", told.tell);
    promise(device, { host: "127.0.0.1", port: server.local.port });
    device.sys.publish("SEND_DATA_REQ", "hello");
    const client = await server.accept();
    expect(new TextDecoder().decode(await client?.rx())).toBe("hello");
    await client?.tx("thanks");
    await told.enough;
    await device.stop();
  });
});
