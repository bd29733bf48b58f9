import { UsageError } from "@luat/cli";
import { describe, expect, it } from "vitest";
import { parseOptions, type Options } from "../../src/long-connection/options.js";

const parse = (...argv: string[]): Omit<Options, "args"> => {
  const { args: _, ...options } = parseOptions(argv);
  return options;
};

describe("parseOptions", () => {
  it("has a default for everything", () => {
    expect(parse()).toEqual({
      targets: [],
      count: undefined,
      interval: 1_000,
      hex: false,
      localPort: undefined,
      duration: 20_000,
      face: "faithful",
      timeout: 15_000,
      logLevel: "info",
      lang: "en",
      help: false,
    });
  });

  it("takes all options", () => {
    const line = "tcp://example.test:80 --count 3 --interval 50 --hex --local-port 9000 --duration 2.5 --face promise --timeout 700 --quiet --lang zh";
    expect(parse(...line.split(" "))).toEqual({
      targets: [{ scheme: "tcp", host: "example.test", port: 80 }],
      count: 3,
      interval: 50,
      hex: true,
      localPort: 9_000,
      duration: 2_500,
      face: "promise",
      timeout: 700,
      logLevel: "error",
      lang: "zh",
      help: false,
    });
  });

  it("takes several servers of all kinds", () => {
    expect(parse("tcp://a:1", "udp://a:1", "tls://b:2", "--insecure").targets.map(({ scheme }) => scheme)).toEqual(["tcp", "udp", "tls"]);
  });

  it("gives a count the time it needs, and the usual time on top", () => {
    expect(parseOptions(["--count", "100", "--interval", "500"]).duration).toBe(70_000);
    expect(parseOptions(["--count", "100", "--duration", "5"]).duration).toBe(5_000);
  });

  it.each([
    ["--foo", "Unknown option '--foo'"],
    ["--interval 0", '--interval is "0"; expected an integer from 1 to 2147483647'],
    ["--face lua", '--face is "lua"; expected faithful or promise'],
    ["--lang fr", '--lang is "fr"; expected zh or en'],
    ["--quiet --verbose", "--quiet and --verbose exclude each other"],
    ["tcp://a:1 tcp://a:1", '"tcp://a:1" is there twice'],
    ["http://a:1", "http:// is unknown; expected tcp://host:port, tls://host:port or udp://host:port"],
    ["tcp://a:1 udp://a:1 --local-port 5", "--local-port is for one server only"],
    ["--local-port 5", "--local-port is for one server only"],
    ["tcp://a:1 --ca x", "--ca is for tls:// servers only"],
    ["--insecure", "--insecure is for tls:// servers only"],
    ["tls://a:1 --insecure --name b", "--name is for --face promise only"],
    ["tls://a:1", "the LuatOS calls verify with a given authority only: add --ca FILE, --insecure, or --face promise"],
  ])("refuses %s, and says why", (line, message) => {
    expect(() => parseOptions(line.split(" "))).toThrow(new UsageError(message));
  });

  it("leaves it to the promise calls to verify with the system's authorities", () => {
    expect(parse("tls://a:1", "--face", "promise", "--name", "b").face).toBe("promise");
  });
});
