import { ipVersion, parseIPv4, parseIPv6 } from "@luat/contract";
import fc from "fast-check";
import { isIP } from "node:net";
import { describe, expect, it } from "vitest";

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString("hex");

describe("parseIPv4", () => {
  it("reads four octets", () => {
    expect(parseIPv4("192.168.0.255")).toEqual(Uint8Array.of(192, 168, 0, 255));
  });

  it.each(["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1..2.3", "1.2.3.4 ", "a.b.c.d", "-1.2.3.4", "1e1.2.3.4"])("takes %j for no address", (text) => {
    expect(parseIPv4(text)).toBeUndefined();
  });

  it("reads back what any four octets look like", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
        expect(parseIPv4(octets.join("."))).toEqual(octets);
      }),
    );
  });
});

describe("parseIPv6", () => {
  it.each([
    ["::", "00000000000000000000000000000000"],
    ["::1", "00000000000000000000000000000001"],
    ["1::", "00010000000000000000000000000000"],
    ["2001:DB8::ff00:42:8329", "20010db8000000000000ff0000428329"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
    ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
    ["::ffff:10.0.0.1", "00000000000000000000ffff0a000001"],
    ["64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
  ])("reads %s", (text, expected) => {
    expect(hex(parseIPv6(text))).toBe(expected);
  });

  it.each(["", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7::8", "::1.2.3", "1.2.3.4::", "1.2.3.4", ":1::", "1:"])(
    "takes %j for no address",
    (text) => {
      expect(parseIPv6(text)).toBeUndefined();
    },
  );
});

describe("ipVersion", () => {
  it("agrees with Node about addresses of either kind, and about what is nearly one", () => {
    const broken = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(40), fc.constantFrom("", ":", ".", "::", "0", "f", "g")).map(([text, at, part]) => text.slice(0, at) + part + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), broken, fc.domain()), (text) => {
        expect(ipVersion(text)).toBe(isIP(text));
      }),
      { numRuns: 2000 },
    );
  });
});
