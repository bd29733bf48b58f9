import { describe, expect, it } from "vitest";
import { parseOptions, UsageError } from "../../src/long-connection/options.js";

describe("parseOptions", () => {
  it("has a default for everything", () => {
    expect(parseOptions([])).toEqual({
      server: undefined,
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
    expect(parseOptions(line.split(" "))).toEqual({
      server: { host: "example.test", port: 80 },
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

  it("gives a count the time it needs, and the usual time on top", () => {
    expect(parseOptions(["--count", "100", "--interval", "500"]).duration).toBe(70_000);
    expect(parseOptions(["--count", "100", "--duration", "5"]).duration).toBe(5_000);
  });

  it.each([
    ["tcp://127.0.0.1:7", "127.0.0.1", 7],
    ["TCP://a-b.c:65535/", "a-b.c", 65_535],
    ["tcp://[::1]:80", "::1", 80],
  ])("reads the server %s", (url, host, port) => {
    expect(parseOptions([url]).server).toEqual({ host, port });
  });

  it.each([
    ["--foo", "Unknown option '--foo'"],
    ["-x", "Unknown option '-x'"],
    ["--count", "Option '--count <value>' argument missing"],
    ["--count -1", "Option '--count' argument missing, or a negative number"],
    ["--count 1.5", '--count is "1.5"; expected an integer of at least 1'],
    ["--interval 0", '--interval is "0"; expected an integer from 1 to 2147483647'],
    ["--local-port 65536", '--local-port is "65536"; expected an integer from 1 to 65535'],
    ["--timeout soon", '--timeout is "soon"; expected an integer from 1 to 2147483647'],
    ["--duration 0", '--duration is "0"; expected seconds above 0, such as 20 or 2.5'],
    ["--duration 9999999", '--duration is "9999999"; expected seconds above 0, such as 20 or 2.5'],
    ["--hex=1", "Option '--hex' does not take an argument"],
    ["--face lua", '--face is "lua"; expected faithful or promise'],
    ["--lang fr", '--lang is "fr"; expected zh or en'],
    ["--quiet --verbose", "--quiet and --verbose exclude each other"],
    ["tcp://a:1 tcp://b:2", '"tcp://b:2" is one argument too many'],
    ["tls://a:1", "tls:// is not available yet; expected tcp://host:port"],
    ["udp://a:1", "udp:// is not available yet; expected tcp://host:port"],
    ["http://a:1", "http:// is unknown; expected tcp://host:port"],
    ["localhost:80", '"localhost:80" is not a server; expected tcp://host:port'],
    ["tcp://a", '"tcp://a" is not a server; expected tcp://host:port'],
    ["tcp://a:1/path", '"tcp://a:1/path" is not a server; expected tcp://host:port'],
    ["tcp://[::g]:1", '"tcp://[::g]:1" is not a server; expected tcp://host:port'],
    ["tcp://a:0", 'the port of "tcp://a:0" is 0; expected 1 to 65535'],
    ["tcp://a:65536", 'the port of "tcp://a:65536" is 65536; expected 1 to 65535'],
  ])("refuses %s, and says why", (line, message) => {
    expect(() => parseOptions(line.split(" "))).toThrow(new UsageError(message));
  });
});
