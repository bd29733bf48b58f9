import { describe, expect, it } from "vitest";
import { latency, loss, partition, refuse, stall, type Traffic } from "../../../src/mock/index.js";
import { bothWays, oneWay } from "../../../src/mock/rules/traffic.js";

const [a, b] = [
  { host: "10.0.0.1", port: 80 },
  { host: "fd00::2", port: 5000 },
];

describe("traffic", () => {
  it.each<[Traffic, boolean, boolean]>([
    [{}, true, true],
    [{ from: "10.0.0.1" }, true, false],
    [{ from: "10.0.0.2" }, false, false],
    [{ to: "FD00:0::2" }, true, false],
    [{ from: "fd00::2", to: "10.0.0.1" }, false, true],
    [{ port: 80 }, true, true],
    [{ port: 5000 }, true, true],
    [{ port: 81 }, false, false],
    [{ protocol: "tcp" }, true, true],
    [{ protocol: "udp" }, false, false],
  ])("%j is what fits in all that it says, in that direction", (traffic, there, back) => {
    const matches = oneWay(traffic);
    expect([matches({ from: a, to: b, protocol: "tcp" }), matches({ from: b, to: a, protocol: "tcp" })]).toEqual([there, back]);
    expect(bothWays(traffic)({ from: a, to: b, protocol: "tcp" })).toBe(there || back);
  });

  it.each([
    [() => stall({ from: "a.test" }), 'from is "a.test"; expected an IPv4 or IPv6 address'],
    [() => stall({ to: "" }), 'to is ""; expected an IPv4 or IPv6 address'],
    [() => latency({ ms: 1, port: 70_000 }), "port is 70000; expected 0 to 65535"],
    [() => loss({ rate: 0, protocol: "icmp" as "udp" }), 'protocol is "icmp"; expected "tcp" or "udp"'],
    [() => partition(["10.0.0.1"], ["b"]), 'an address of groupB is "b"; expected an IPv4 or IPv6 address'],
    [() => refuse("10.0.0.1", -1), "port is -1; expected 0 to 65535"],
  ])("that is none is refused: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});
