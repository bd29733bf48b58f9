import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { airWorld, PORT, SERVER, type AirWorld } from "../world.js";
import { connected } from "./as-task.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

describe("the settings of socket", () => {
  it.each([
    ["setTcpResendPara", [13], "retryCnt is 13; expected 0 to 12"],
    ["setTcpResendPara", [4, 17], "retryMaxTimeout is 17; expected 1 to 16"],
    ["setDnsParsePara", [0], "retryCnt is 0; expected 1 to 8"],
    ["setDnsParsePara", [4, 6], "retryTimeoutMulti is 6; expected 1 to 5"],
    ["setSendMode", [2], "mode is 2; expected 0 to 1"],
    ["setLowPower", [21], "tm is 21; expected 1 to 20"],
    ["setIpStatis", [-1], "interval is -1; expected 0 to 2000000"],
  ] as const)("%s(%j) is refused", (name, args, message) => {
    expect(() => (world.socket[name] as (...args: readonly number[]) => void)(...args)).toThrow(new RangeError(message));
  });

  it("take their ranges and nil, and give nothing", () => {
    const { socket } = world;
    expect([socket.setTcpResendPara(), socket.setTcpResendPara(12, 1), socket.setDnsParsePara(null, 5), socket.setSendMode(), socket.setLowPower(20)]).toEqual(Array(5).fill(undefined));
    expect(() => (socket.setLowPower as () => void)()).toThrow(new TypeError("tm is nil; expected a number"));
    expect(() => (socket.setIpStatis as () => void)()).toThrow(new TypeError("interval is nil; expected a number"));
    expect(() => socket.setTcpResendPara("4" as unknown as number)).toThrow(new TypeError('retryCnt is "4"; expected a number, or nil'));
  });
});

it("printStatus writes all about each connected client to the log", async () => {
  await connected(world, async (c) => {
    c.asyncSend("queued");
    world.socket.printStatus();
    expect(world.lines).toEqual([`info socket printStatus id=0 protocol=TCP address=${SERVER} port=${PORT} state=CONNECTED wait=nil input=0 output=1`]);
  });
});

it("setIpStatis reports the bytes of all sockets since the last time", async () => {
  const reports: number[] = [];
  const onReport = (bytes: number): number => reports.push(bytes);
  world.sys.subscribe("LIB_IP_STATIS_RPT", onReport);
  world.socket.setIpStatis(10);
  await connected(world, async (c, there) => {
    await c.send("hello");
    await there.tx("welcome");
    await c.recv(100);
    await world.sys.wait(10_000);
    await c.close();
    await world.sys.wait(10_000);
    world.socket.setIpStatis(0);
    await world.sys.wait(10_000);
    world.sys.unsubscribe("LIB_IP_STATIS_RPT", onReport);
  });
  expect(reports).toEqual([12, 0]);
});
