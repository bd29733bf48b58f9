import { describe, expect, it } from "vitest";
import type { ServeOptions } from "../../src/servers/index.js";
import { ServerWorld } from "./world.js";

const KNOWN = "port, host, tls, onRejected, backlog, keepAlive, adapter, timeout, signal, maxClients, maxPerAddress, acceptRate, loginTimeout, idleTimeout, maxQueued, slowClients";

const wrong: Array<[options: object, error: Error]> = [
  [{ maxClient: 5 }, new TypeError(`maxClient is no option of serve; expected one of ${KNOWN}`)],
  [{ maxClients: 0 }, new RangeError("maxClients is 0; expected at least 1")],
  [{ maxClients: "5" }, new TypeError('maxClients is "5"; expected an integer')],
  [{ maxPerAddress: 1.5 }, new TypeError("maxPerAddress is 1.5; expected an integer")],
  [{ acceptRate: 5 }, new TypeError("acceptRate is 5; expected { perSecond, burst }")],
  [{ keepAlive: 60 }, new TypeError("keepAlive is 60; expected { idle, interval, count }")],
  [{ acceptRate: {} }, new TypeError("acceptRate.perSecond is undefined; expected a number")],
  [{ acceptRate: { perSecond: 0 } }, new RangeError("acceptRate.perSecond is 0; expected a finite number above 0")],
  [{ acceptRate: { perSecond: NaN } }, new RangeError("acceptRate.perSecond is NaN; expected a finite number above 0")],
  [{ acceptRate: { perSecond: 5, burst: 0 } }, new RangeError("acceptRate.burst is 0; expected at least 1")],
  [{ loginTimeout: 0 }, new RangeError("loginTimeout is 0; expected a number of milliseconds above 0")],
  [{ loginTimeout: "1 s" }, new TypeError('loginTimeout is "1 s"; expected a number of milliseconds')],
  [{ idleTimeout: -1 }, new RangeError("idleTimeout is -1; expected a number of milliseconds above 0")],
  [{ maxQueued: -1 }, new RangeError("maxQueued is -1; expected at least 0")],
  [{ slowClients: "wait" }, new TypeError('slowClients is "wait"; expected "drop" or "disconnect"')],
  [{ backlog: 0 }, new RangeError("backlog is 0; expected at least 1")],
  [{ port: 70_000 }, new RangeError("port is 70000; expected 0 to 65535")],
  [{ signal: "now" }, new TypeError('signal is "now"; expected an AbortSignal')],
  [{ onRejected: 5 }, new TypeError("onRejected is 5; expected a function")],
  [{ tls: {} }, new TypeError("tls.cert is undefined; expected the server's certificate, as PEM text or bytes")],
];

describe("options of serve", () => {
  it.each(wrong)("are refused when they are wrong: %j", async (options, error) => {
    const world = new ServerWorld();
    await expect(world.serve(options as Partial<ServeOptions>)).rejects.toEqual(error);
    world.device.assertIdle();
    await world.stop();
  });

  it("take Infinity and undefined for no limit", async () => {
    const world = new ServerWorld();
    const server = await world.run(() => world.serve({ maxClients: Infinity, maxPerAddress: undefined, idleTimeout: Infinity, loginTimeout: undefined }));
    expect(server.state).toBe("listening");
    await world.stop();
  });

  it("are refused as a whole when they are none, or the device is none", async () => {
    const { serve } = await import("../../src/servers/index.js");
    await expect(serve(5 as never)).rejects.toEqual(new TypeError("options is 5; expected an object"));
    await expect(serve({ port: 0 }, {} as never)).rejects.toThrow(TypeError);
  });
});
