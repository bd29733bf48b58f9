import { describe, expect, it } from "vitest";
import { ipOctets } from "../../src/faithful/ip-octets.js";

describe("ipOctets", () => {
  it("is a zero and four octets, or a one and sixteen, in the order of the network", () => {
    expect([...ipOctets("192.168.1.10")]).toEqual([0, 192, 168, 1, 10]);
    expect([...ipOctets("0.0.0.0")]).toEqual([0, 0, 0, 0, 0]);
    expect([...ipOctets("fd00::1:2")]).toEqual([1, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2]);
    expect([...ipOctets("::ffff:10.0.0.1")].slice(-6)).toEqual([255, 255, 10, 0, 0, 1]);
  });

  it("takes the zone that systems put behind local addresses", () => {
    expect([...ipOctets("fe80::1%eth0")].slice(0, 3)).toEqual([1, 0xfe, 0x80]);
  });

  it("throws for what a card must not tell", () => {
    expect(() => ipOctets("a.test")).toThrow(new Error('a card told of the address "a.test", which is none'));
  });
});
