import { UsageError } from "@luat/cli";
import { describe, expect, it } from "vitest";
import { parseOptions, type Options } from "../../src/long-connection/options.js";

const parse = (...argv: string[]): Omit<Options, "args"> => {
  const { args: _, ...options } = parseOptions(argv, {});
  return options;
};

function refusal(line: string): UsageError {
  try {
    parse(...line.split(" "));
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("it takes that");
}

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
    expect(parseOptions(["--count", "100", "--interval", "500"], {}).duration).toBe(70_000);
    expect(parseOptions(["--count", "100", "--duration", "5"], {}).duration).toBe(5_000);
  });

  it.each([
    ["--foo", "--foo is no option", "没有 --foo 这个选项"],
    ["--count -1", '--count is "-1"; expected an integer of at least 1', '--count 是 "-1"；应为不小于 1 的整数'],
    ["--duration -1", '--duration is "-1"; expected seconds above 0 and up to 2147483, such as 20 or 2.5', '--duration 是 "-1"；应为大于 0、不超过 2147483 的秒数，例如 20 或 2.5'],
    ["--interval 0", '--interval is "0"; expected an integer from 1 to 2147483647', '--interval 是 "0"；应为 1 到 2147483647 的整数'],
    ["--face lua", '--face is "lua"; expected faithful or promise', '--face 是 "lua"；应为 faithful 或 promise'],
    ["--lang fr", '--lang is "fr"; expected zh or en', '--lang 是 "fr"；应为 zh 或 en'],
    ["--quiet --verbose", "--quiet and --verbose exclude each other", "--quiet 和 --verbose 不能同时使用"],
    ["tcp://a:1 tcp://a:1", '"tcp://a:1" is there twice', '"tcp://a:1" 写了两次'],
    ["http://a:1", "http:// is unknown; expected tcp://host:port, tls://host:port or udp://host:port", "不认识 http://；应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口"],
    ["tcp://a:1 udp://a:1 --local-port 5", "--local-port is for one server only", "--local-port 只用于一个服务器"],
    ["--local-port 5", "--local-port is for one server only", "--local-port 只用于一个服务器"],
    ["tcp://a:1 --ca x", "--ca is for tls:// only", "--ca 只用于 tls://"],
    ["--insecure", "--insecure is for tls:// only", "--insecure 只用于 tls://"],
    ["tls://a:1 --insecure --name b", "--name is for --face promise only", "--name 只用于 --face promise"],
    ["tls://a:1", "the LuatOS calls verify with a given authority only: add --ca FILE, --insecure, or --face promise", "LuatOS 风格接口只用指定的 CA 证书校验：请加上 --ca 文件、--insecure，或 --face promise"],
  ])("refuses %s, and says why", (line, en, zh) => {
    const refused = refusal(line);
    expect([refused.in("en"), refused.in("zh")]).toEqual([en, zh]);
  });

  it("speaks the language of the environment unless it is told another one", () => {
    const env = { LANG: "zh_CN.UTF-8" };
    expect([parseOptions([], env).lang, parseOptions(["--lang", "en"], env).lang]).toEqual(["zh", "en"]);
  });

  it("leaves it to the promise calls to verify with the system's authorities", () => {
    expect(parse("tls://a:1", "--face", "promise", "--name", "b").face).toBe("promise");
  });
});
