import { everySplit, type MockHostOptions } from "@luat/adapters/mock";
import { pack } from "@luat/corelib";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/modbus-tcp/faithful.js";
import type { ModbusOptions } from "../../src/ports/modbus-tcp/options.js";
import { pollModbus } from "../../src/ports/modbus-tcp/promise.js";
import { CHIP, realDevice, Stage, Told } from "./stage.js";

type Start = (device: Device, options: ModbusOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(pollModbus, device, options);
const UNIT = 17;

const request = (transaction: number, register: number): Uint8Array => pack.pack(">HHHbbHH", transaction, 0, 6, UNIT, 3, register, 1);
const value = (transaction: number, held: number): Uint8Array => pack.pack(">HHHbbbH", transaction, 0, 5, UNIT, 3, 2, held);
const exception = (transaction: number): Uint8Array => pack.pack(">HHHbbb", transaction, 0, 3, UNIT, 0x83, 2);

let stage: Stage;
let values: string[];
afterEach(() => stage.end());

function begin(start: Start, registers: readonly number[]): void {
  values = [];
  const onValue = (register: number, held: number | undefined): unknown => values.push(`${register}: ${held}`);
  start(stage.device, { host: Stage.SERVER, port: Stage.PORT, unit: UNIT, registers, interval: 60_000, onValue });
}

/** Plays the scripts, and what the program does soon after. */
async function play(): Promise<void> {
  await stage.net.play();
  await stage.net.clock.advance(1_000);
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", promise, {}],
])("a Modbus TCP master, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("reads registers, round after round", async () => {
    const unit = stage.peer();
    unit.expect(request(1, 8)).reply(value(1, 42)).expect(request(2, 9)).reply(value(2, 0xffff));
    unit.expect(request(3, 8), { within: 70_000 }).reply(value(3, 43)).expect(request(4, 9)).reply(value(4, 7));
    begin(start, [8, 9]);
    await play();
    expect(values).toEqual(["8: 42", "9: 65535", "8: 43", "9: 7"]);
  });

  it("an answer comes in pieces", async () => {
    await everySplit(value(1, 42), async (pieces) => {
      stage = new Stage(card);
      const unit = stage.peer().expect(request(1, 8));
      for (const piece of pieces) unit.send(piece).wait(50);
      begin(start, [8]);
      await play();
      expect(values).toEqual(["8: 42"]);
      await stage.end();
    }, { most: 50 });
  });

  it("the unit refuses", async () => {
    stage.peer().expect(request(1, 8)).reply(exception(1)).expect(request(2, 9)).reply(value(2, 7));
    begin(start, [8, 9]);
    await play();
    expect(values).toEqual(["8: undefined", "9: 7"]);
  });

  it("an answer comes too late", async () => {
    stage.peer().expect(request(1, 8)).wait(1_500).reply(value(1, 41)).expect(request(2, 8), { within: 70_000 }).reply(value(2, 42));
    begin(start, [8]);
    await play();
    expect(values).toEqual(["8: undefined", "8: 42"]);
  });

  it("the unit is silent: after three rounds it is connected anew", async () => {
    const unit = stage.peer().expect(request(1, 8));
    for (const n of [2, 3]) unit.expect(request(n, 8), { within: 70_000 });
    unit.expectEnd({ within: 70_000 }).end().nextConnection().expect(request(1, 8)).reply(value(1, 42));
    begin(start, [8]);
    await play();
    expect(values).toEqual(["8: undefined", "8: undefined", "8: undefined", "8: 42"]);
  });

  it("a length that cannot be: it is connected anew", async () => {
    stage.peer().expect(request(1, 8)).reply(pack.pack(">HHHH", 1, 0, 0xffff, 0)).nextConnection().expect(request(1, 8)).reply(value(1, 42));
    begin(start, [8]);
    await play();
    expect(values).toEqual(["8: 42"]);
  });

  it("the gateway restarts in the middle of an answer", async () => {
    stage.peer().expect(request(1, 8)).reply(value(1, 42).subarray(0, 7)).wait(100).reset().nextConnection().expect(request(1, 8)).reply(value(1, 43));
    begin(start, [8]);
    await play();
    expect(values).toEqual(["8: 43"]);
  });

  it("nothing gets through to the gateway", async () => {
    await stage.serve((data) => value((data[0] ?? 0) * 256 + (data[1] ?? 0), 42));
    stage.net.clock.after(200_000, stage.net.rule(({ kind }) => (kind === "data" ? "drop" : "pass")));
    begin(start, [8]);
    await stage.net.clock.advance(300_000);
    expect(values.at(-1)).toBe("8: 42");
  });

  it("the link is down", async () => {
    stage.peer().expect(request(1, 8)).reply(value(1, 42));
    stage.linkDown(60_000);
    begin(start, [8]);
    await play();
    expect(values).toEqual(["8: 42"]);
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const told = new Told<string>(2);
    const onValue = (register: number, held: number | undefined): void => told.tell(`${register}: ${held}`);
    start(device, { host: "127.0.0.1", port: server.local.port, unit: UNIT, registers: [8], interval: 1, onValue });
    const gateway = await server.accept();
    for (let n = 1; n <= 2; n++) {
      expect(await gateway?.rx()).toEqual(new Uint8Array(request(n, 8)));
      await gateway?.tx(value(n, 40 + n));
    }
    await told.enough;
    expect(told.all).toEqual(["8: 41", "8: 42"]);
    await device.stop();
  });
});

describe("a Modbus TCP master, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("answers come in another order", async () => {
    stage.peer().expect(request(1, 8)).expect(request(2, 9)).reply(value(2, 9)).reply(value(1, 8));
    begin(promise, [8, 9]);
    await play();
    expect(values).toEqual(["8: 8", "9: 9"]);
  });

  it("a slow unit keeps no other one waiting", async () => {
    const unit = stage.peer();
    for (let n = 1; n <= 10; n++) unit.expect(request(n, n));
    unit.wait(900);
    for (let n = 1; n <= 10; n++) unit.send(value(n, n));
    begin(promise, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await stage.net.play();
    expect(values).toHaveLength(10);
    expect(values.at(-1)).toBe("10: 10");
  });
});
