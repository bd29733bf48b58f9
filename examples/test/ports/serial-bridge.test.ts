import { type MockHostOptions, refuse, type SerialEnd, serialPair } from "@luat/adapters/mock";
import { systemClock } from "@luat/contract";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/serial-bridge/faithful.js";
import type { BridgeOptions } from "../../src/ports/serial-bridge/options.js";
import { bridge } from "../../src/ports/serial-bridge/promise.js";
import type { SerialPort } from "../../src/ports/serial-bridge/serial-port.js";
import { uartOf } from "../../src/ports/serial-bridge/uart.js";
import { CHIP, realDevice, Stage } from "./stage.js";

type Start = (device: Device, port: SerialPort, options: BridgeOptions) => unknown;
const faithful: Start = (device, port, options) => install(device, uartOf(device, port), options);
const promise: Start = (device, port, options) => device.sys.taskInit(bridge, device, port, options);

let stage: Stage;
let instrument: SerialEnd;
let writer: WritableStreamDefaultWriter<Uint8Array>;
afterEach(async () => {
  await instrument.close();
  await stage.end();
});

function begin(start: Start): void {
  const { clock } = stage.net;
  const [end, port] = serialPair({ clock, baudRate: 9_600 });
  instrument = end;
  writer = end.writable.getWriter();
  start(stage.device, port, { host: Stage.SERVER, port: Stage.PORT });
}

const say = (words: string): Promise<void> => writer.write(new TextEncoder().encode(words));

/** What the instrument hears, until it is so long. */
async function hear(length: number): Promise<string> {
  const reader = instrument.readable.getReader();
  let words = "";
  while (words.length < length) words += new TextDecoder().decode((await reader.read()).value);
  reader.releaseLock();
  return words;
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", faithful, {}],
  ["faithful, as on a chip", faithful, CHIP],
  ["promise", promise, {}],
])("a bridge from a serial line, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("makes packets of what comes without a gap, and carries answers back", async () => {
    using trace = stage.net.trace({ from: Stage.DEVICE });
    stage.peer().expect("one packet").reply("thanks").expect("another");
    begin(start);
    await stage.net.play(async () => {
      for (const part of ["one", " pack", "et"]) {
        await say(part);
        await stage.device.sys.wait(30);
      }
      expect(await hear(6)).toBe("thanks");
      await say("another");
    });
    const packets = trace.packets.filter(({ kind, from }) => kind === "data" && from.host === Stage.DEVICE);
    expect(packets.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(["one packet", "another"]);
  });

  it("the server restarts", async () => {
    stage.peer().expect("one").reset().nextConnection().expect("two");
    begin(start);
    await stage.net.play(async () => {
      await say("one");
      await stage.device.sys.wait(10_000);
      await say("two");
    });
  });

  it("the link is down", async () => {
    stage.peer().expect("one").nextConnection().expect("two");
    begin(start);
    await stage.net.play(async () => {
      await say("one");
      await stage.device.sys.wait(1_000);
      stage.linkDown(60_000);
      await stage.device.sys.wait(70_000);
      await say("two");
    });
  });

  it("the server sends more than the line can carry at once", async () => {
    const words = "0123456789".repeat(500);
    stage.peer().send(words);
    begin(start);
    expect(await stage.net.play(() => hear(words.length))).toBe(words);
    expect(stage.net.clock.now()).toBeGreaterThan(5_000);
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const [end, port] = serialPair({ clock: systemClock });
    instrument = end;
    writer = end.writable.getWriter();
    start(device, port, { host: "127.0.0.1", port: server.local.port, gap: 5 });
    const client = await server.accept();
    await say("hello");
    expect(new TextDecoder().decode(await client?.rx())).toBe("hello");
    await client?.tx("thanks");
    expect(await hear(6)).toBe("thanks");
    await device.stop();
  });
});

describe("a bridge from a serial line, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("packets of the time without a server are sent later", async () => {
    stage.peer().expect("one").reset().nextConnection().expect("two");
    begin(promise);
    await stage.net.play(async () => {
      await say("one");
      await stage.device.sys.wait(1_000);
      stage.net.clock.after(20_000, stage.net.rule(refuse(Stage.SERVER, Stage.PORT)));
      await stage.device.sys.wait(10_000);
      await say("two");
    });
  });

  it("ends with its device, though the line goes on", async () => {
    stage.peer().expect("one");
    const { clock } = stage.net;
    const [end, port] = serialPair({ clock });
    instrument = end;
    writer = end.writable.getWriter();
    const running = bridge(stage.device, port, { host: Stage.SERVER, port: Stage.PORT });
    await stage.net.play(() => say("one"));
    await clock.run(() => stage.device.stop());
    await running;
  });

  it("the line breaks off: that is told, and the connection is closed", async () => {
    stage.peer().expect("one").expectEnd().end();
    const { clock } = stage.net;
    const [end, port] = serialPair({ clock });
    instrument = end;
    writer = end.writable.getWriter();
    const running = bridge(stage.device, port, { host: Stage.SERVER, port: Stage.PORT });
    const told = expect(running).rejects.toThrow("unplugged");
    await stage.net.play(async () => {
      await say("one");
      await stage.device.sys.wait(1_000);
      await writer.abort(new Error("unplugged"));
    });
    await told;
  });

  it("the line ends: the connection is closed in order", async () => {
    stage.peer().expect("one").expectEnd().end();
    begin(promise);
    await stage.net.play(async () => {
      await say("one");
      await writer.close();
    });
  });
});
