import { nodeAdapter } from "@luat/adapters/node";
import { silentLog, systemClock, type Clock, type Stop } from "@luat/contract";
import { encodePacket } from "@luat/socket/sntp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDevice, sntp, type Device } from "../../src/index.js";
import { TimeServer, type Manners } from "./time-server.js";

const HOST = "127.0.0.1";
const HOUR = 3_600_000;
/** Two clocks of whole milliseconds are read. */
const GRAIN = 2;

const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.includes("UDP")).length;

/** The system's clock, which knows its timers. */
class CountingClock implements Clock {
  readonly timers = new Set<object>();
  now = systemClock.now;
  wall = systemClock.wall;
  dry = systemClock.dry;
  turn = systemClock.turn;

  after(ms: number, fn: () => void): Stop {
    const timer = {};
    this.timers.add(timer);
    const stop = systemClock.after(ms, () => {
      this.timers.delete(timer);
      fn();
    });
    return () => {
      this.timers.delete(timer);
      stop();
    };
  }
}

let before: number;
let clock: CountingClock;
let device: Device;
beforeEach(() => {
  before = sockets();
  clock = new CountingClock();
  device = createDevice({ adapters: { ETH0: nodeAdapter() }, clock, log: silentLog });
});
afterEach(async () => {
  await device.stop();
  expect(clock.timers.size).toBe(0);
  // Node takes a few turns to let go of what is closed; what is left open lets the test run out of time.
  while (sockets() > before) await new Promise(setImmediate);
});

const serve = (manners: Manners): Promise<TimeServer> => TimeServer.open(device, systemClock, manners, { host: HOST, port: 0, ahead: HOUR });

describe("sntp over real loopback", () => {
  it("finds a server's time, which is wrong by half the delay at most", async () => {
    const { port } = await serve(({ answer }) => {
      answer();
    });
    const wall = Date.now();
    const { offset, delay, time, address } = await device.sntp({ servers: HOST, port, set: true });
    expect(Math.abs(offset - HOUR)).toBeLessThanOrEqual(delay / 2 + GRAIN);
    expect(time - HOUR).toBeGreaterThanOrEqual(wall - GRAIN);
    expect(time - HOUR).toBeLessThanOrEqual(Date.now() + delay / 2 + GRAIN);
    expect(address).toEqual({ host: HOST, port });
    expect(Math.abs(device.os.time() * 1000 - HOUR - Date.now())).toBeLessThan(2_000);
  });

  it("is asked for by the default device, too", async () => {
    const { port } = await serve(({ answer }) => {
      answer();
    });
    const { offset, delay } = await sntp({ servers: [HOST], port });
    expect(Math.abs(offset - HOUR)).toBeLessThanOrEqual(delay / 2 + GRAIN);
  });

  it("is heard by LuatOS's own call as well, from the server asked and nobody else", async () => {
    const liar = await serve(() => undefined);
    const { port, questions } = await serve(({ from, answer }) => {
      void liar.socket.tx(encodePacket({ mode: 4, stratum: 1 }), from).then(() => {
        answer();
      });
    });
    const { sys, socket, os } = device;
    socket.sntp_port(port);
    const start = Date.now();
    socket.sntp(["", "", HOST]);
    expect(await sys.waitUntil("NTP_UPDATE", 10_000)).toEqual([true, 0]);
    const { tsec, tms, vaild, lsec } = socket.ntptm();
    const told = tsec * 1000 + tms - HOUR;
    expect(told).toBeGreaterThanOrEqual(start - GRAIN);
    expect(told).toBeLessThanOrEqual(Date.now() + GRAIN);
    expect([vaild, lsec < 60, Math.abs(os.time() - tsec) <= 1, questions.length]).toEqual([true, true, true, 1]);
  });

  it("hears at once that nobody is there", async () => {
    const server = await serve(() => undefined);
    await server.socket.close();
    await expect(device.sntp({ servers: HOST, port: server.port, serverTimeout: 20_000, timeout: Infinity })).rejects.toMatchObject({ code: "refused" });
  });

  it("leaves nothing open when it is aborted in the middle, and when its device stops", async () => {
    const controller = new AbortController();
    const { port } = await serve(({ server }) => {
      if (server.questions.length === 1) controller.abort("enough");
      else void device.stop();
    });
    await expect(device.sntp({ servers: HOST, port, signal: controller.signal })).rejects.toBe("enough");
    device.socket.sntp_port(port);
    device.socket.sntp(HOST);
    await expect(device.sntp({ servers: HOST, port })).rejects.toMatchObject({ code: "stopped" });
  });
});
