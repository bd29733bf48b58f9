import { type BytesPredicate, everySplit, type MockHostOptions } from "@luat/adapters/mock";
import { pack, str } from "@luat/corelib";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/jt808/faithful.js";
import { IDS } from "../../src/ports/jt808/message-ids.js";
import type { TerminalOptions } from "../../src/ports/jt808/options.js";
import { runTerminal } from "../../src/ports/jt808/promise.js";
import { CHIP, realDevice, Stage, Told } from "./stage.js";

type Start = (device: Device, options: TerminalOptions) => unknown;
/** Its digits are such that flags and escapes have to be escaped. */
const PHONE = "013800007e7d";
const CODE = "code\x7e\x7d";

/** A message as it is on the wire. */
function message(id: number, serial: number, body: Uint8Array | string = ""): Uint8Array {
  const bytes = str.bytes(body);
  const plain = [...pack.pack(">HHA6H", id, bytes.length, str.fromHex(PHONE), serial), ...bytes];
  const check = plain.reduce((sum, byte) => sum ^ byte, 0);
  const hex = [...plain, check].map((byte) => ({ 0x7d: "7d01", 0x7e: "7d02" })[byte] ?? byte.toString(16).padStart(2, "0"));
  return str.fromHex(`7e${hex.join("")}7e`);
}

/** Takes one message with this id. */
function any(id: number): BytesPredicate {
  return (bytes) => {
    const end = bytes.indexOf(0x7e, 1);
    if (end < 0) return undefined;
    return bytes[0] === 0x7e && (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0) === id ? end + 1 : false;
  };
}

const registered = message(IDS.REGISTERED, 0, pack.pack(">HbA", 0, 0, CODE));
const accepted = (result = 0): Uint8Array => message(IDS.PLATFORM_ANSWER, 1, pack.pack(">HHb", 1, IDS.AUTHENTICATE, result));
const location = (serial: number): Uint8Array => message(IDS.LOCATION, serial, pack.pack(">IIII", 0, 2, 31_200_000, 121_500_126));
const text = (words: string): Uint8Array => message(IDS.TEXT, 2, `\0${words}`);

let stage: Stage;
let texts: string[];
afterEach(() => stage.end());

function begin(start: Start, interval = 60_000): void {
  texts = [];
  const locate = (): { latitude: number; longitude: number } => ({ latitude: 31.2, longitude: 121.500126 });
  start(stage.device, { host: Stage.SERVER, port: Stage.PORT, phone: PHONE, interval, locate, onText: (words) => texts.push(words) });
}

/** The platform, which knows nothing of the terminal. */
function platform(): ReturnType<Stage["peer"]> {
  return stage.peer().expect(any(IDS.REGISTER)).reply(registered).expect(message(IDS.AUTHENTICATE, 1, CODE)).reply(accepted());
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", (device, options) => device.sys.taskInit(runTerminal, device, options), {}],
])("a JT/T 808 terminal, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("registers, authenticates, and sends heartbeats and locations", async () => {
    platform().expect(message(IDS.HEARTBEAT, 2), { within: 40_000 }).reply(accepted()).expect(location(3), { within: 60_000 }).reply(accepted());
    begin(start);
    await stage.net.play();
  });

  it("answers a text", async () => {
    platform().send(text("hello")).expect(message(IDS.TERMINAL_ANSWER, 2, pack.pack(">HHb", 2, IDS.TEXT, 0)));
    begin(start);
    await stage.net.play();
    expect(texts).toEqual(["hello"]);
  });

  it("messages come in pieces, or several as one", async () => {
    await everySplit(Uint8Array.of(...text("\x7e\x7d"), ...text("2")), async (pieces) => {
      stage = new Stage(card);
      const server = platform();
      for (const piece of pieces) server.send(piece).wait(100);
      server.expect(any(IDS.TERMINAL_ANSWER)).expect(any(IDS.TERMINAL_ANSWER));
      begin(start);
      await stage.net.play();
      expect(texts).toEqual(["\x7e\x7d", "2"]);
      await stage.end();
    }, { most: 40 });
  });

  it("noise, and a message with a wrong checksum", async () => {
    const wrong = text("wrong");
    wrong[8] = (wrong[8] ?? 0) ^ 1;
    platform().send("noise").send(wrong).send(Uint8Array.of(0x7e)).send(text("right")).expect(any(IDS.TERMINAL_ANSWER));
    begin(start);
    await stage.net.play();
    expect(texts).toEqual(["right"]);
  });

  it("the platform restarts in the middle of a message: the code still counts", async () => {
    platform().send(text("half a message").subarray(0, 20)).wait(100).reset().nextConnection().expect(message(IDS.AUTHENTICATE, 2, CODE)).reply(accepted()).send(text("whole")).expect(any(IDS.TERMINAL_ANSWER));
    begin(start);
    await stage.net.play();
    expect(texts).toEqual(["whole"]);
  });

  it("the code does not count any more: it registers anew", async () => {
    platform().wait(100).reset().nextConnection().expect(message(IDS.AUTHENTICATE, 2, CODE)).reply(accepted(1)).nextConnection().expect(any(IDS.REGISTER)).reply(registered).expect(message(IDS.AUTHENTICATE, 4, CODE)).reply(accepted());
    begin(start);
    await stage.net.play();
  });

  it("the platform does not answer the login", async () => {
    stage.peer().expect(any(IDS.REGISTER)).wait(30_000).nextConnection().expect(any(IDS.REGISTER)).reply(registered).expect(any(IDS.AUTHENTICATE)).reply(accepted());
    begin(start);
    await stage.net.play();
  });

  it("the platform is silent", async () => {
    const server = platform();
    for (let i = 0; i < 2; i++) server.expect(any(IDS.HEARTBEAT), { within: 40_000 });
    server.wait(60_000).nextConnection().expect(any(IDS.AUTHENTICATE)).reply(accepted());
    begin(start, 10_000_000);
    await stage.net.play();
    expect(stage.net.clock.now()).toBeLessThan(130_000);
  });

  it("locations of the time without a network are sent later", async () => {
    const server = stage.peer().expect(any(IDS.REGISTER)).reply(registered).expect(any(IDS.AUTHENTICATE)).reply(accepted());
    for (let i = 0; i < 5; i++) server.expect(any(IDS.LOCATION));
    stage.linkDown(55_000);
    begin(start, 10_000);
    await stage.net.play();
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const told = new Told<string>(1);
    const locate = (): { latitude: number; longitude: number } => ({ latitude: 31.2, longitude: 121.5 });
    start(device, { host: "127.0.0.1", port: server.local.port, phone: PHONE, interval: 60_000, locate, onText: told.tell });
    const client = await server.accept();
    await client?.rx();
    await client?.tx(registered);
    expect(await client?.rx()).toEqual(new Uint8Array(message(IDS.AUTHENTICATE, 1, CODE)));
    await client?.tx(Uint8Array.of(...accepted(), ...text("hello")));
    await told.enough;
    expect(told.all).toEqual(["hello"]);
    await device.stop();
  });
});
