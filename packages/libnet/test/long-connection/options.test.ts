import { describe, expect, it } from "vitest";
import { longConnection } from "../../src/long-connection/index.js";
import { createDevice } from "../../src/index.js";
import { simulate } from "../simulated.js";

const where = { host: "10.0.0.1", port: 1883 };

describe("the options of a long connection", () => {
  it.each<[unknown, string | RegExp | Error]>([
    [undefined, "options is undefined; expected an object"],
    [{}, "host is undefined; expected a text that is not empty"],
    [{ ...where, port: 70_000 }, "port is 70000; expected 1 to 65535"],
    [{ ...where, heartBeat: {} }, /^heartBeat is no option of longConnection; expected one of host, port, endpoints, tls, /],
    [{ ...where, endpoints: [where] }, 'host is "10.0.0.1"; expected none beside endpoints'],
    [{ endpoints: [] }, "endpoints is empty; expected a list of at least one, or a function"],
    [{ endpoints: "a" }, 'endpoints is "a"; expected a list of at least one, or a function'],
    [{ endpoints: [where, { ...where, port: 0 }] }, "endpoints[1].port is 0; expected 1 to 65535"],
    [{ endpoints: [{ ...where, prot: 0 }] }, "prot is no option of endpoints[0]; expected one of host, port, tls, family"],
    [{ ...where, timeout: 0 }, "timeout is 0; expected a number of milliseconds above 0"],
    [{ ...where, family: 5 }, "family is 5; expected 4 or 6"],
    [{ ...where, tls: "yes" }, 'tls is "yes"; expected true, false or an object'],
    [{ ...where, keepAlive: 60 }, "keepAlive is 60; expected { idle, interval, count }"],
    [{ ...where, atLeastOnce: true }, "atLeastOnce is no option of longConnection itself; did you mean queue.atLeastOnce?"],
    [{ ...where, maxBytes: 1 }, "maxBytes is no option of longConnection itself; did you mean queue.maxBytes or inbox.maxBytes?"],
    [{ ...where, queue: "keep" }, 'queue is "keep"; expected { policy, maxItems, maxBytes, atLeastOnce, store }'],
    [{ ...where, heartbeat: 30_000 }, "heartbeat is 30000; expected { interval, data } or { idle, data }"],
    [{ ...where, watchdog: 180_000 }, "watchdog is 180000; expected { timeout, onBite, feedOnSend }"],
    [{ ...where, inbox: 1_000 }, "inbox is 1000; expected { policy, maxBytes }"],
    [{ ...where, adapter: "ETH9" }, /^adapter is "ETH9"; expected one of /],
    [{ ...where, login: "user" }, 'login is "user"; expected a function'],
    [{ ...where, loginTimeout: -1 }, "loginTimeout is -1; expected a number of milliseconds above 0"],
    [{ ...where, isFinal: true }, "isFinal is true; expected a function"],
    [{ ...where, frames: {} }, "frames has no encode or no decoder; expected a codec"],
    [{ ...where, receiveTimeout: "90s" }, 'receiveTimeout is "90s"; expected a number of milliseconds'],
    [{ ...where, queue: { policy: "drop" } }, 'queue.policy is "drop"; expected "keep", "fail" or "dropOldest"'],
    [{ ...where, queue: { maxItems: 0 } }, "queue.maxItems is 0; expected at least 1"],
    [{ ...where, queue: { max: 5 } }, "max is no option of queue; expected one of policy, maxItems, maxBytes, atLeastOnce, store"],
    [{ ...where, queue: { policy: "fail", store: { load: () => [], save: () => undefined } } }, 'queue.store is given; expected none with the policy "fail", which keeps nothing'],
    [{ ...where, queue: { store: { load: () => [] } } }, "queue.store has no load or no save; expected both functions"],
    [{ ...where, heartbeat: { data: "." } }, "heartbeat has neither interval nor idle; expected one of them"],
    [{ ...where, heartbeat: { interval: 1, idle: 1, data: "." } }, "heartbeat has interval and idle; expected one of them"],
    [{ ...where, heartbeat: { interval: Infinity, data: "." } }, "heartbeat.interval is Infinity; expected a number of milliseconds above 0"],
    [{ ...where, heartbeat: { interval: 1_000 } }, "heartbeat.data is undefined; expected what to send, or a function"],
    [{ ...where, heartbeat: { interval: 1_000, data: 5 } }, "data is 5; expected a text, a Uint8Array or a zbuff"],
    [{ ...where, retry: 0 }, "retry is 0; expected a number of milliseconds above 0"],
    [{ ...where, retry: "5s" }, 'retry is "5s"; expected milliseconds or { delay, factor, max, jitter, random, maxTries, stableAfter }'],
    [{ ...where, retry: { delay: 1_000, max: 10 } }, new RangeError("retry.max is 10; expected at least retry.delay, 1000 ms (how many attempts there are says retry.maxTries)")],
    [{ ...where, retry: { max: 10 } }, /^retry.max is 10; expected at least retry.delay, 1000 ms/],
    [{ ...where, retry: { factor: 0.5 } }, "retry.factor is 0.5; expected a number of at least 1"],
    [{ ...where, retry: { maxTries: 0 } }, "retry.maxTries is 0; expected at least 1"],
    [{ ...where, retry: { stableAfter: -1 } }, "retry.stableAfter is -1; expected a number of milliseconds of at least 0"],
    [{ ...where, retry: { jitter: 1 } }, "retry.jitter is 1; expected true or false"],
    [{ ...where, watchdog: { timeout: 180_000 } }, "watchdog.onBite is undefined; expected a function"],
    [{ ...where, watchdog: { timeout: 0, onBite: () => undefined } }, "watchdog.timeout is 0; expected a number of milliseconds above 0"],
    [{ ...where, inbox: { policy: "drop" } }, 'inbox.policy is "drop"; expected "pause" or "dropOldest"'],
    [{ ...where, signal: {} }, "signal is of the type Object; expected an AbortSignal"],
  ])("are checked at once: %o", (options, message) => {
    const { client } = simulate();
    expect(() => longConnection(options as never, client)).toThrow(message);
    client.assertIdle();
  });

  it("let a delay be longer than the most that there is by default", async () => {
    const { client, net, run } = simulate();
    net.host("10.0.0.1");
    const long = longConnection({ ...where, retry: { delay: 100_000, jitter: false } }, client);
    await net.clock.advance(1);
    expect(long.state).toMatchObject({ kind: "waiting-to-retry", delay: 100_000 });
    await run(() => long.stop());
    await client.stop();
  });

  it("are checked down to certificates that cannot be read", () => {
    const { client } = simulate();
    expect(() => longConnection({ ...where, tls: { ca: "ca.pem" } }, client)).toThrow("the authorities cannot be read, ca is no PEM text; it must be the text of a PEM file, not its path");
    client.assertIdle();
  });

  it("need a device that has a card", async () => {
    expect(() => longConnection(where, {} as never)).toThrow(new TypeError("device is of the type Object; expected a device that createDevice made"));
    const device = createDevice({ adapters: {} });
    expect(() => longConnection(where, device)).toThrow("the device has no adapter");
    await device.stop();
  });

  it("of its calls are checked, too", async () => {
    const { client, run } = simulate();
    const long = longConnection(where, client);
    await expect(long.tx(5 as never)).rejects.toThrow(new TypeError("data is 5; expected a text, a Uint8Array or a zbuff"));
    await expect(long.tx("a", { timeout: 0 })).rejects.toThrow("timeout is 0; expected a number of milliseconds above 0");
    await expect(long.rx({ timeout: "5" as never })).rejects.toThrow('timeout is "5"; expected a number of milliseconds');
    await expect(long.online({ signal: 1 as never })).rejects.toThrow("signal is 1; expected an AbortSignal");
    await expect(long.stop({ deadline: -1 })).rejects.toThrow("deadline is -1; expected a number of milliseconds of at least 0");
    await run(() => long.stop());
    await client.stop();
  });
});
