import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice, type Connection } from "../src/index.js";

describe("a device", () => {
  it("refuses options that there are not, which would do nothing, and diagnostics that are no function", () => {
    expect(() => createDevice({ adapter: {} } as never)).toThrow(
      new TypeError("adapter is no option of createDevice; expected one of adapters, hosts, clock, log, logLevel, onTaskError, origins, onReboot, limits, language, diagnostics"),
    );
    expect(() => createDevice({ diagnostics: 5 as never })).toThrow(new TypeError("diagnostics is 5; expected a function"));
  });
});

describe("a task that waits for a connection when its device stops", () => {
  it("ends quietly, as one that waits for time does; what else it throws then is told", async () => {
    const net = new MockNet();
    const errors: unknown[] = [];
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, log: silentLog, onTaskError: (error) => void errors.push(error) });
    net.peer("10.0.0.1", 1883).stall().nextConnection().stall().nextConnection().stall();
    const ended: string[] = [];
    const wait = async (name: string, call: (connection: Connection) => Promise<unknown>): Promise<void> => {
      const connection = await device.connect({ host: "10.0.0.1", port: 1883 });
      try {
        await call(connection);
      } finally {
        ended.push(name);
      }
    };
    device.sys.taskInit(() => wait("rx", (connection) => connection.rx()));
    device.sys.taskInit(() => wait("wait", () => device.sys.wait(60_000)));
    device.sys.taskInit(() => wait("own", (connection) => connection.rx().catch(() => Promise.reject(new Error("not a stop")))));
    await net.clock.advance(1_000);
    await device.stop();
    expect(ended.sort()).toEqual(["own", "rx", "wait"]);
    expect(errors).toEqual([new Error("not a stop")]);
  });
});

describe("what a task throws on a network in memory", () => {
  it("fails the play of a script, with the very error", async () => {
    const net = new MockNet();
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock, log: silentLog });
    net.peer("10.0.0.1", 1883).expect("hello").reply("welcome");
    const error = new Error("no such command");
    device.sys.taskInitEx(async () => {
      const netc = device.socket.create(null, "CLIENT");
      await device.libnet.connect("CLIENT", 15_000, netc, "10.0.0.1", 1883);
      await device.libnet.tx("CLIENT", 15_000, netc, "hello");
      await device.libnet.wait("CLIENT", 15_000, netc);
      throw error;
    }, "CLIENT");
    await expect(net.play(() => new Promise(() => undefined))).rejects.toBe(error);
    expect(error.message).toMatch(/^no such command\nthrown by task#1 \(CLIENT\)/);
    await device.stop();
  });

  it("is only logged when the device is told so", async () => {
    const net = new MockNet();
    const lines: unknown[] = [];
    const log = { write: (_level: string, _tag: string, parts: readonly unknown[]) => void lines.push(parts[0]) };
    const device = createDevice({ clock: net.clock, log, onTaskError: "log" });
    device.sys.taskInitEx(() => Promise.reject(new Error("boom")), "CLIENT");
    await net.clock.advance(10);
    expect(lines).toEqual(["task#1 (CLIENT) failed:"]);
    await device.stop();
  });
});
