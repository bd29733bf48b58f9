import { describe, expect, it } from "vitest";
import { readAddress } from "../../../src/gateway/policy/address.js";
import type { Protocol } from "../../../src/gateway/policy/allow-rule.js";
import { Policy } from "../../../src/gateway/policy/policy.js";

/** What becomes of a literal address, by these rules. */
function permits(allow: readonly string[], target: string, name?: string): boolean {
  const [, protocol = "", literal, plain, port] = /^(\w+):\/\/(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(target) ?? [];
  const address = readAddress(literal ?? plain ?? "");
  return address !== undefined && new Policy(allow).permits(protocol as Protocol, address, Number(port), name);
}

describe("addresses", () => {
  it.each([
    ["nothing is allowed without rules", [], "tcp://93.184.216.34:80", false],
    ["* allows public addresses", ["tcp://*:80"], "tcp://93.184.216.34:80", true],
    ["* allows public IPv6 addresses", ["tcp://*:80"], "tcp://[2606:2800:220:1::1]:80", true],
    ["another port is another target", ["tcp://*:80"], "tcp://93.184.216.34:81", false],
    ["another protocol is another target", ["tcp://*:80"], "tls://93.184.216.34:80", false],
    ["udp is not tcp", ["tcp://*:53"], "udp://93.184.216.34:53", false],
    ["a list of ports", ["tcp://*:80,443,8000-8002"], "tcp://93.184.216.34:443", true],
    ["the last of a range", ["tcp://*:80,443,8000-8002"], "tcp://93.184.216.34:8002", true],
    ["after the last of a range", ["tcp://*:80,443,8000-8002"], "tcp://93.184.216.34:8003", false],
    ["all ports", ["tcp://*:*"], "tcp://93.184.216.34:65535", true],
    ["one address", ["tcp://93.184.216.34:80"], "tcp://93.184.216.34:80", true],
    ["its neighbour", ["tcp://93.184.216.34:80"], "tcp://93.184.216.35:80", false],
    ["a range", ["tcp://93.184.216.0/23:80"], "tcp://93.184.217.255:80", true],
    ["after a range", ["tcp://93.184.216.0/23:80"], "tcp://93.184.218.0:80", false],
    ["an IPv6 range", ["tcp://[2606:2800::/32]:80"], "tcp://[2606:2800:ffff::1]:80", true],
    ["after an IPv6 range", ["tcp://[2606:2800::/32]:80"], "tcp://[2606:2801::1]:80", false],
    ["a range that ends within an octet", ["tcp://[2606:2800::/30]:80"], "tcp://[2606:2803::1]:80", true],
    ["one IPv6 address in another spelling", ["tcp://[2606:2800:0:0::0001]:80"], "tcp://[2606:2800::1]:80", true],
    ["IPv4 rules also mean mapped addresses", ["tcp://93.184.216.34:80"], "tcp://[::ffff:93.184.216.34]:80", true],
    ["rules for mapped addresses mean IPv4", ["tcp://[::ffff:93.184.216.0/120]:80"], "tcp://93.184.216.34:80", true],
    ["a private range that is named", ["tcp://10.0.0.0/8:80"], "tcp://10.1.2.3:80", true],
    ["a part of a private range that is named", ["tcp://192.168.7.0/24:80"], "tcp://192.168.7.9:80", true],
    ["the loopback, named", ["tcp://127.0.0.1:80"], "tcp://127.0.0.1:80", true],
    ["another address of the loopback", ["tcp://127.0.0.1:80"], "tcp://127.0.0.2:80", false],
    ["IPv6's loopback, named", ["tcp://[::1]:80"], "tcp://[::1]:80", true],
    ["IPv6's private range, named", ["tcp://[fd00::/8]:80"], "tcp://[fd12::1]:80", true],
    ["groups, named", ["udp://239.0.0.0/8:5000"], "udp://239.1.2.3:5000", true],
    ["all of IPv4 is all that is public", ["tcp://0.0.0.0/0:80"], "tcp://93.184.216.34:80", true],
    ["a range around a private one is what of it is public", ["tcp://172.0.0.0/8:80"], "tcp://172.15.0.1:80", true],
  ])("%s", (_title, allow, target, verdict) => {
    expect(permits(allow, target)).toBe(verdict);
  });

  it.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8"],
    ...["192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1"],
    ...["64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"],
  ])("%s is special: no rule but one for it leads there", (host) => {
    const target = host.includes(":") ? `[${host}]` : host;
    const wide = ["tcp://*:*", "tcp://0.0.0.0/0:*", "tcp://[::/0]:*", "tcp://*.test:*", "tcp://inner.test:*", "tcp://128.0.0.0/1:*", "tcp://[::ffff:0:0/96]:*"];
    expect(permits(wide, `tcp://${target}:80`)).toBe(false);
    expect(permits(wide, `tcp://${target}:80`, "inner.test")).toBe(false);
  });

  it("translated public addresses are public", () => {
    expect(permits(["tcp://*:80"], "tcp://[64:ff9b::93.184.216.34]:80")).toBe(true);
  });

  it.each(["127.1", "0177.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "127.0.0.1.", "127.0.0.01", "[::1]", "::1%lo", "fe80::1%eth0", "1.2.3", "1.2.3.4.5", "٣.1.1.1", "1.2.3.4/32", "::ffff:1.2.3", ":::1", "1::2::3"])(
    "%s is no literal address",
    (text) => {
      expect(readAddress(text)).toBeUndefined();
    },
  );

  it.each([
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::FFFF:0102:0304", "1.2.3.4"],
    ["0:0:0:0:0:ffff:102:304", "1.2.3.4"],
    ["2606:2800:0:0:0:0:0:1", "2606:2800::1"],
    ["::", "::"],
  ])("%s is dialled as %s", (text, form) => {
    expect(readAddress(text)?.text).toBe(form);
  });
});

describe("names", () => {
  const allow = ["tcp://broker.test:1883", "tcp://*.example.test:80", "tls://*:443", "udp://10.0.0.0/8:53"];

  it.each([
    ["a name that is named", "tcp", "broker.test", 1883, true],
    ["below it", "tcp", "a.broker.test", 1883, false],
    ["something that ends like it", "tcp", "evilbroker.test", 1883, false],
    ["below a wildcard", "tcp", "a.example.test", 80, true],
    ["far below a wildcard", "tcp", "a.b.example.test", 80, true],
    ["the wildcard's own name", "tcp", "example.test", 80, false],
    ["something that ends like it", "tcp", "evilexample.test", 80, false],
    ["another port", "tcp", "a.example.test", 81, false],
    ["any name, where * is allowed", "tls", "anything.test", 443, true],
    ["any name, where it may lead to a range that is allowed", "udp", "anything.test", 53, true],
  ])("%s", (_title, protocol, name, port, verdict) => {
    expect(new Policy(allow).permitsName(protocol as Protocol, name, port)).toBe(verdict);
  });

  it("lead only to public addresses, or to such as are allowed by themselves", () => {
    const policy = ["tcp://inner.test:80", "tcp://10.0.0.5:80"];
    expect(permits(policy, "tcp://93.184.216.34:80", "inner.test")).toBe(true);
    expect(permits(policy, "tcp://10.0.0.5:80", "inner.test")).toBe(true);
    expect(permits(policy, "tcp://10.0.0.6:80", "inner.test")).toBe(false);
    expect(permits(policy, "tcp://93.184.216.34:80", "other.test")).toBe(false);
    expect(permits(policy, "tcp://10.0.0.5:80", "other.test")).toBe(true);
  });
});

describe("listening", () => {
  it.each([
    ["all addresses need *", ["listen://*:9000-9002"], undefined, 9_001, true],
    ["another port", ["listen://*:9000-9002"], undefined, 9_003, false],
    ["* is each address, too", ["listen://*:9000"], "127.0.0.1", 9_000, true],
    ["an address that is named", ["listen://127.0.0.1:9000"], "127.0.0.1", 9_000, true],
    ["all addresses are more than one", ["listen://127.0.0.1:9000"], undefined, 9_000, false],
    ["0.0.0.0 is all addresses", ["listen://127.0.0.1:9000"], "0.0.0.0", 9_000, false],
    ["any free port must be named", ["listen://*:1-65535"], undefined, 0, false],
    ["any free port, named", ["listen://*:0"], undefined, 0, true],
    ["all ports are any free one, too", ["listen://*:*"], undefined, 0, true],
    ["dialling is not listening", ["tcp://*:9000"], undefined, 9_000, false],
  ])("%s", (_title, allow, host, port, verdict) => {
    expect(new Policy(allow).permitsListening(host === undefined ? undefined : readAddress(host), port)).toBe(verdict);
  });
});

it.each([
  ["broker.test:1883", 'expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
  ["http://broker.test:80", 'expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
  ["tcp://broker.test", 'expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
  ["tcp://::1:80", 'expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
  ["tcp://127.1:80", "expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports"],
  ["tcp://[127.0.0.1]:80", "expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports"],
  ["tcp://a.*.test:80", "expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports"],
  ["tcp://10.0.0.0/33:80", "expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports"],
  ["tcp://[::ffff:10.0.0.0/8]:80", "expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports"],
  ["tcp://10.0.0.1/8:80", "expected the first address of the range, 10.0.0.0/8"],
  ["tcp://[fd00::1/8]:80", "expected the first address of the range, fd00::/8"],
  ["listen://localhost:80", "expected * or addresses of this side to listen on"],
  ["tcp://*:0", 'expected ports such as "80", "80,443", "8000-8999" or "*"'],
  ["tcp://*:90-80", 'expected ports such as "80", "80,443", "8000-8999" or "*"'],
  ["tcp://*:65536", 'expected ports such as "80", "80,443", "8000-8999" or "*"'],
  ["tcp://*:80,", 'expected ports such as "80", "80,443", "8000-8999" or "*"'],
])("the rule %s is refused, and why is said", (rule, message) => {
  expect(() => new Policy(["tcp://*:1", rule])).toThrow(new TypeError(`allow has ${JSON.stringify(rule)}; ${message}`));
});
