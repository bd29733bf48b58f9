import { describe, expect, it } from "vitest";
import { parseConnectOptions, type ConnectCommandOptions } from "../../src/connect/options.js";
import { refusal } from "../refusal.js";

const parse = (line: string): Omit<ConnectCommandOptions, "args"> => {
  const { args: _, ...options } = parseConnectOptions(line.split(" "), {});
  return options;
};

describe("the options of luat connect", () => {
  it("have a default each", () => {
    expect(parse("tcp://a:1")).toEqual({
      target: { scheme: "tcp", host: "a", port: 1 },
      data: undefined,
      count: 1,
      interval: 1_000,
      ending: undefined,
      waitAfter: 1_000,
      view: "text",
      loudness: "usual",
      lang: "en",
      timeout: 15_000,
      reconnect: undefined,
      localPort: undefined,
      keepAlive: undefined,
      family: undefined,
      broadcast: false,
    });
  });

  it("are all taken", () => {
    expect(
      parse(
        "tls://a:1 --data-hex 01:fF --eol crlf --count 3 --interval 50 --wait-after forever --hex --quiet --lang zh --timeout 7 --reconnect --local-port 9 --keep-alive 300,20,4 -6 --insecure",
      ),
    ).toEqual({
      target: { scheme: "tls", host: "a", port: 1 },
      data: Buffer.of(1, 255, 13, 10),
      count: 3,
      interval: 50,
      ending: "\r\n",
      waitAfter: Infinity,
      view: "hex",
      loudness: "quiet",
      lang: "zh",
      timeout: 7,
      reconnect: 5_000,
      localPort: 9,
      keepAlive: { idle: 300, interval: 20, count: 4 },
      family: 6,
      broadcast: false,
    });
  });

  it("send given data as it is, once, or without end with an interval", () => {
    expect(parse("tcp://a:1 --data x")).toMatchObject({ data: Buffer.from("x"), count: 1 });
    expect(parse("tcp://a:1 --data x --interval 5")).toMatchObject({ count: undefined, interval: 5 });
  });

  it("need no URL with --help, and have no target then", () => {
    expect(parse("--help").target).toBeUndefined();
    expect(parse("tcp://a:1 -h").target).toBeUndefined();
  });

  it.each([
    ["--hex", "where to? Expected tcp://host:port, tls://host:port or udp://host:port"],
    ["tcp://a:1 tcp://b:1", '"tcp://b:1" is one argument too many'],
    ["tcp://a:1 --data x --data-hex 00", "--data and --data-hex exclude each other"],
    ["tcp://a:1 --data-hex 0", '--data-hex is "0"; expected pairs of hex digits, such as "01 03 0a"'],
    ["tcp://a:1 --count 3", "--count is for --data and --data-hex only"],
    ["tcp://a:1 --hex --raw", "--hex and --raw exclude each other"],
    ["tcp://a:1 --raw --eol lf", "--raw and --eol exclude each other"],
    ["tcp://a:1 --quiet --verbose", "--quiet and --verbose exclude each other"],
    ["tcp://a:1 --ca x", "--ca is for tls:// only"],
    ["udp://a:1 --insecure", "--insecure is for tls:// only"],
    ["udp://a:1 --keep-alive 3", "--keep-alive is for tcp:// and tls:// only"],
    ["udp://a:1 -4", "--ipv4 is for tcp:// and tls:// only"],
    ["tcp://1.2.3.255:1 --broadcast", "--broadcast is for udp:// only"],
    ["udp://a:1 --broadcast", '--broadcast is with "a"; expected a broadcast address, such as 192.168.1.255'],
    ["tcp://[::1]:1 -4", '--ipv4 is with "::1"; expected a name or an IPv4 address'],
    ["tcp://1.2.3.4:1 -6", '--ipv6 is with "1.2.3.4"; expected a name or an IPv6 address'],
    ["tcp://a:1 -46", "--ipv4 and --ipv6 exclude each other"],
    ["tcp://a:1 --keep-alive 0", '--keep-alive is "0"; expected seconds of silence from 1 to 99999, or these with seconds between probes and their number, such as 300,10,3'],
    ["tcp://a:1 --wait-after soon", '--wait-after is "soon"; expected an integer from 0 to 2147483647'],
  ])("refuse %s, and say why", (line, message) => {
    expect(() => parse(line)).toThrow(refusal(message));
  });
});
