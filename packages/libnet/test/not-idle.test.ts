import { MockNet } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { createDevice } from "../src/index.js";
import { notIdle } from "../src/not-idle.js";

const origin = { since: 300, place: "/app/upload.ts:3:7" };
const nowhere = { since: 300, place: undefined };

describe("the error of a device that is not idle", () => {
  it("lists each thing on a line of its own, with time and place", () => {
    const items = [
      { what: "ctrl#2, state 5 ONLINE", origin },
      { what: "a wait for \"DOOR\"", limit: Infinity, origin },
      { what: "a wait", limit: 5_000, origin: nowhere },
    ];
    expect(notIdle(items as never, 1_500.4, true).message.split("\n")).toEqual([
      "the device is not idle:",
      "- ctrl#2, state 5 ONLINE (at /app/upload.ts:3:7)",
      '- a wait for "DOOR", begun 1200 ms ago, without a limit (at /app/upload.ts:3:7)',
      "- a wait, begun 1200 ms ago, for 5000 ms",
    ]);
  });

  it("says how to learn the places where they are not kept", () => {
    const items = [
      { what: "a wait", limit: Infinity, origin: undefined },
      { what: "connection to 10.0.0.1:80", origin: undefined },
    ];
    expect(notIdle(items, 1_500, false).message.split("\n")).toEqual([
      "the device is not idle:",
      "- a wait, without a limit",
      "- connection to 10.0.0.1:80",
      "createDevice({ origins: true }) makes a device that tells where each was made",
    ]);
  });
});

describe("the error of a clock that waits in vain", () => {
  const stuckIn = async (origins: boolean): Promise<string> => {
    const net = new MockNet();
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, origins });
    net.peer("10.0.0.1", 80).stall();
    const work = net.clock.run(async () => {
      const connection = await device.connect({ host: "10.0.0.1", port: 80 });
      device.sys.subscribe("DOOR", () => undefined);
      await connection.rx();
    });
    const { message } = await work.then(() => new Error("it ended"), (error: Error) => error);
    await device.stop();
    return message;
  };

  it("lists what devices on it wait for, and where, and nothing else that is open", async () => {
    const message = await stuckIn(true);
    expect(message).toMatch(/^the promise did not settle.*\n\nwhat is waited for:\n- rx of .*10\.0\.0\.1:80.*, begun 0 ms ago, without a limit \(at .*not-idle\.test\.ts:\d+:\d+\)\n/);
    expect(message).not.toContain("DOOR");
    expect(message).toContain("sockets at 0 ms");
  });

  it("says how to learn the places where they are not kept", async () => {
    expect(await stuckIn(false)).toContain("without a limit\ncreateDevice({ origins: true })");
  });

  it("says nothing of a device that was stopped, or that waits for nothing", async () => {
    const net = new MockNet();
    const idle = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
    const stopped = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.3") } });
    const waiting = stopped.ready().then(() => stopped.sys.waitUntil("NEVER"));
    await net.clock.advance(0);
    await stopped.stop();
    await waiting.catch(() => undefined);
    const { message } = await net.clock.run(() => new Promise<Error>(() => undefined)).catch((error: Error) => error);
    expect(message).not.toContain("what is waited for:");
    await idle.stop();
  });
});
