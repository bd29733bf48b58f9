import { describe, expect, it } from "vitest";
import {
  bandwidth,
  everySplit,
  failHandshake,
  latency,
  loss,
  MockNet,
  natExpiry,
  partition,
  refuse,
  resetAfter,
  serialPair,
  slices,
  stall,
  VirtualClock,
} from "../../src/mock/index.js";
import { mustKnow } from "../../src/checks/known-options.js";

/** As a program without types calls it. */
function untyped(fn: unknown): (...args: unknown[]) => unknown {
  return fn as (...args: unknown[]) => unknown;
}

const net = new MockNet();
const clock = new VirtualClock();
const TRAFFIC = "from, to, port, protocol";

/** What takes options, with some that are right, and the names of all. */
const TAKERS: Array<[string, (options: unknown) => unknown, object, string]> = [
  ["MockNet", (options) => new MockNet(options as object), {}, "seed, clock, latency, resolveDelay, authorities"],
  ["host", (options) => net.host("10.0.9.9", options as object), {}, "name, profile, names, mask, gateway, ipv6, highWater, window, longestDatagram"],
  ["peer", (options) => net.peer("10.0.0.1", 80, options as object), {}, "protocol, tls"],
  ["dial", (options) => net.caller("10.0.0.1").dial("10.0.0.2", 80, options as object), {}, "protocol, tls"],
  ["trace", (options) => net.trace(options as object), {}, `limit, ${TRAFFIC}`],
  ["fillBuffers", (options) => net.fillBuffers(options as object), {}, "from, to, port"],
  ["flap", (options) => net.host("10.0.0.1").flap(options as never), { up: 1, down: 1 }, "up, down"],
  ["serialPair", untyped(serialPair), { clock }, "clock, baudRate, bufferSize"],
  ["bandwidth", untyped(bandwidth), { bytesPerSecond: 1 }, `bytesPerSecond, ${TRAFFIC}`],
  ["failHandshake", untyped(failHandshake), {}, `alert, ${TRAFFIC}`],
  ["latency", untyped(latency), { ms: 1 }, `ms, jitter, ${TRAFFIC}`],
  ["loss", untyped(loss), { rate: 0 }, `rate, ${TRAFFIC}`],
  ["natExpiry", untyped(natExpiry), { idle: 1 }, `idle, ${TRAFFIC}`],
  ["resetAfter", untyped(resetAfter), { bytes: 1 }, `bytes, ${TRAFFIC}`],
  ["slices", untyped(slices), { most: 1 }, `most, ${TRAFFIC}`],
  ["stall", untyped(stall), {}, TRAFFIC],
];

describe("the options of the test kit", () => {
  it.each(TAKERS)("of %s are those that there are", (name, take, right, names) => {
    expect(() => take({ ...right, latancy: 1 })).toThrow(new TypeError(`latancy is no option of ${name}; expected one of ${names}`));
  });

  it.each(TAKERS)("of %s are an object", (name, take, _, names) => {
    for (const [value, shown] of [[5, "5"], [null, "null"], [[], "an array"], ["a", '"a"'], [() => 1, "a function"]] as const) {
      expect(() => take(value)).toThrow(new TypeError(`options of ${name} is ${shown}; expected an object with ${names}`));
    }
  });

  it.each(TAKERS.filter(([, , right]) => Object.keys(right).length > 0))("of %s cannot be left out", (name, take, _, names) => {
    expect(() => take(undefined)).toThrow(new TypeError(`options of ${name} is undefined; expected an object with ${names}`));
  });

  it("of everySplit are those that there are", async () => {
    const split = everySplit("ab", () => undefined, { tries: 3 } as object);
    await expect(split).rejects.toThrow(new TypeError("tries is no option of everySplit; expected one of most, seed, only"));
  });

  it("may be given as undefined, and by an object of any class", () => {
    class Given {
      readonly from = undefined;
    }
    mustKnow("stall", new Given(), { from: true });
    expect(stall({ from: undefined }).name).toBe("stall");
  });
});

describe("wrong values in the test kit", () => {
  it.each<[string, () => unknown, Error]>([
    ["latency", () => untyped((options: object) => new MockNet(options))({ latency: "20" }), new RangeError('latency is "20"; expected milliseconds, at least 0')],
    ["ms", () => untyped((name: string, ms: number) => net.delayName(name, ms))("a.test", "1s"), new RangeError('ms is "1s"; expected milliseconds, at least 0')],
    ["port", () => net.peer("10.0.0.1", "7000" as never), new RangeError('peer.port is "7000"; expected 1 to 65535')],
    ["port of a hole", () => net.blackhole("10.0.0.1", "80" as never), new RangeError('port is "80"; expected 0 to 65535')],
    ["rate", () => untyped(loss)({ rate: "0.5" }), new RangeError('rate is "0.5"; expected a number from 0 to 1')],
    ["bytesPerSecond", () => untyped(bandwidth)({ bytesPerSecond: "9" }), new RangeError('bytesPerSecond is "9"; expected a number above 0')],
    ["idle", () => untyped(natExpiry)({ idle: "9" }), new RangeError('idle is "9"; expected milliseconds above 0')],
    ["alert", () => untyped(failHandshake)({ alert: "9" }), new RangeError('alert is "9"; expected 0 to 255')],
    ["protocol", () => untyped(stall)({ protocol: 7 }), new TypeError('protocol is 7; expected "tcp" or "udp"')],
    ["up", () => net.host("10.0.0.1").flap({ up: "1" as never, down: 1 }), new RangeError('up is "1"; expected milliseconds above 0')],
    ["no address", () => untyped(refuse)(), new TypeError("address is undefined; expected an IPv4 or IPv6 address")],
    ["a number for an address", () => untyped(stall)({ from: 7 }), new TypeError("from is 7; expected an IPv4 or IPv6 address")],
    ["no group", () => untyped(partition)(), new TypeError("groupA is undefined; expected an array of addresses")],
    ["an address for a group", () => untyped(partition)(["10.0.0.1"], "10.0.0.2"), new TypeError('groupB is "10.0.0.2"; expected an array of addresses')],
    ["no name to fail", () => net.failName(undefined as never), new TypeError("name is undefined; expected a host name")],
    ["no name to delay", () => net.delayName(7 as never, 7), new TypeError("name is 7; expected a host name")],
    ["no name to give", () => net.name("", ["10.0.0.1"]), new TypeError('name is ""; expected a host name')],
    ["one address for a name", () => net.name("a.test", "10.0.0.1" as never), new TypeError('addresses is "10.0.0.1"; expected an array of addresses')],
  ])("are named and shown: %s", (_, act, error) => {
    expect(act).toThrow(error);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ["a cut", () => everySplit("ab", () => undefined, { only: 2 as never }), "only is 2; expected an array of positions"],
    ["a position", () => everySplit("ab", () => undefined, { only: ["1"] as never }), 'only[0] is "1"; expected a position from 1 to 1'],
    ["most", () => everySplit("ab", () => undefined, { most: "2" as never }), 'most is "2"; expected a whole number of at least 0'],
    ["a test", () => everySplit("ab", 5 as never), "test is 5; expected a function"],
  ])("of everySplit are named and shown: %s", async (_, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
