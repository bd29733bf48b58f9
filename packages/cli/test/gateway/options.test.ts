import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseGatewayOptions, type GatewayCommandOptions } from "../../src/gateway/options.js";
import { SETTINGS } from "../../src/gateway/settings.js";
import { same } from "../../src/usage-error.js";
import { refusal } from "../refusal.js";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "luat-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file; gives its path. */
function file(content: unknown, name = "gateway.json"): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function parse(line: string, env: Record<string, string> = {}): GatewayCommandOptions {
  const { options } = parseGatewayOptions(line === "" ? [] : line.split(" "), env);
  if (options === undefined) throw new Error("the help is asked for");
  return options;
}

it("everything but the URL has a default, and nothing is allowed by it", () => {
  expect(parse("ws://:8080")).toEqual({
    ...{ url: { isSecure: false, host: undefined, port: 8_080, path: "/" }, allow: [], tokens: undefined, origins: undefined, trustProxy: false, tls: undefined, workers: 1, stopDeadline: 10_000, log: "text", called: { allow: same("allow"), tokens: same("tokens"), origins: same("origins") } },
    limits: Object.fromEntries(["channels", "channelsPerClient", "upgradesPerSecond", "upgradeBurst", "window", "backlog", "handshakeTimeout", "dialTimeout", "idleTimeout", "pingInterval"].map((name) => [name, undefined])),
  });
});

it.each([
  ["ws://localhost:1/gate", { isSecure: false, host: "127.0.0.1", port: 1, path: "/gate" }],
  ["WS://[::1]:0", { isSecure: false, host: "::1", port: 0, path: "/" }],
  ["ws://10.0.0.1:65535/a/b", { isSecure: false, host: "10.0.0.1", port: 65_535, path: "/a/b" }],
])("%s is where it listens", (url, where) => {
  expect(parse(url).url).toEqual(where);
});

describe("where settings come from", () => {
  it("the command line comes before the environment, and that before the file", () => {
    const config = file({ url: "ws://:1", allow: ["tcp://file.test:1"], tokens: ["token-of-the-file"], channels: 1, backlog: 1, idleTimeout: 1, trustProxy: true });
    const env = { LUAT_GATEWAY_CONFIG: config, LUAT_GATEWAY_ALLOW: "tcp://env.test:1  udp://env.test:2", LUAT_GATEWAY_CHANNELS: "2", LUAT_GATEWAY_BACKLOG: "2", LUAT_GATEWAY_TRUST_PROXY: "false" };
    const options = parse("--allow tcp://flag.test:1 --channels 3", env);
    expect(options.url.port).toBe(1);
    expect(options.allow).toEqual(["tcp://flag.test:1"]);
    expect(options.limits).toMatchObject({ channels: 3, backlog: 2, idleTimeout: 1 });
    expect([options.tokens, options.trustProxy]).toEqual([["token-of-the-file"], false]);
    expect(parse("", env).allow).toEqual(["tcp://env.test:1", "udp://env.test:2"]);
    expect(parse("ws://:9", { LUAT_GATEWAY_CONFIG: config }).url.port).toBe(9);
    expect(parse("", { LUAT_GATEWAY_CONFIG: config }).allow).toEqual(["tcp://file.test:1"]);
  });

  it("a file that the command line names comes in place of the one of the environment", () => {
    expect(parse(`--config ${file({ url: "ws://:7" }, "seven.json")}`, { LUAT_GATEWAY_CONFIG: "/nowhere" }).url.port).toBe(7);
  });

  it("lists are given by repeating, and tokens by a file of lines, too", () => {
    const tokens = file("# of the web\ntoken-of-a-line-1\n\n  token-of-a-line-2\r\n", "tokens");
    const options = parse(`ws://:1 --allow tcp://a.test:1 --allow tls://b.test:2 --token token-of-the-line --token-file ${tokens} --origin https://a.test --origin https://b.test`);
    expect(options.allow).toEqual(["tcp://a.test:1", "tls://b.test:2"]);
    expect(options.tokens).toEqual(["token-of-the-line", "token-of-a-line-1", "token-of-a-line-2"]);
    expect(options.origins).toEqual(["https://a.test", "https://b.test"]);
    expect(options.called).toEqual({ allow: same("--allow"), tokens: { en: "--token or --token-file", zh: "--token 或 --token-file" }, origins: same("--origin") });
    expect(parse(`--config ${file({ url: "ws://:1", tokens: ["x"], origins: [] }, "c.json")}`).called).toEqual({ allow: same("allow"), tokens: { en: "tokens in c.json", zh: "c.json 里的 tokens" }, origins: { en: "origins in c.json", zh: "c.json 里的 origins" } });
  });

  it("every setting is in the environment and in the file", () => {
    const values: Record<string, unknown> = {};
    const env: Record<string, string> = {};
    for (const [name, setting] of Object.entries(SETTINGS)) {
      const value = setting.kind === "integer" ? 70_000 : setting.kind === "flag" ? true : setting.kind === "list" ? ["x"] : name === "url" ? "ws://:1" : name === "log" ? "json" : "";
      if (["cert", "key", "password", "tokenFile", "workers"].includes(name)) continue;
      values[name] = value;
      env[`LUAT_GATEWAY_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`] = String(value);
    }
    const { called: _ofFile, ...ofFile } = parse(`--config ${file(values, "all.json")}`);
    expect(parse("", env)).toMatchObject(ofFile);
    expect(parse("", env).limits.idleTimeout).toBe(70_000);
  });
});

it("the file of the guide is one", () => {
  const guide = readFileSync(new URL("../../../../docs/gateway.md", import.meta.url), "utf8");
  const [, source = ""] = /```json\n(\{[^`]*"url"[^`]*)```/.exec(guide) ?? [];
  const { tokenFile, ...config } = JSON.parse(source);
  expect(tokenFile).toBe("/run/secrets/gateway-tokens");
  const options = parse(`--config ${file({ ...config, tokenFile: file("a-token-of-the-file\n", "tokens") })}`);
  expect(options).toMatchObject({ tokens: ["a-token-of-the-file"], limits: { idleTimeout: 600_000 }, trustProxy: true, log: "json" });
});

describe("what is wrong is named, with its value and what was expected", () => {
  it.each([
    ["", {}, "where? Expected ws://[host]:port[/path] or wss://[host]:port[/path]"],
    ["tcp://:1", {}, 'the URL is "tcp://:1"; expected ws://[host]:port[/path] or wss://[host]:port[/path], the host may be left out'],
    ["ws://:1?x", {}, 'the URL is "ws://:1?x"; expected ws://[host]:port[/path] or wss://[host]:port[/path], the host may be left out'],
    ["ws://:65536", {}, 'the port of "ws://:65536" is 65536; expected 0 to 65535'],
    ["ws://gateway.test:1", {}, 'the host of "ws://gateway.test:1" is a name; expected an address of this computer, or none for all of them'],
    ["ws://:1 ws://:2", {}, '"ws://:2" is one argument too many'],
    ["ws://:1 --channels many", {}, '--channels is "many"; expected an integer from 1 to 2147483647'],
    ["ws://:1 --window 1", {}, '--window is "1"; expected an integer from 65536 to 16777216'],
    ["ws://:1 --log xml", {}, '--log is "xml"; expected text or json'],
    ["ws://:1 --cert x", {}, "--cert is for wss:// only"],
    ["wss://:1", {}, "wss:// needs a certificate: --cert and --key"],
    ["ws://:1 --token-file /nowhere", {}, "--token-file is \"/nowhere\", which cannot be read: ENOENT: no such file or directory, open '/nowhere'"],
    ["ws://:1 --allows x", {}, "--allows is no option; did you mean --allow?"],
    ["ws://:1 --workers 2 --allow listen://*:9000", {}, '--workers is 2 and --allow has "listen://*:9000"; clients of a listener can only be accepted in the process that holds it, so listeners need a gateway with one worker'],
    ["ws://:1", { LUAT_GATEWAY_WORKERS: "two" }, 'LUAT_GATEWAY_WORKERS is "two"; expected an integer from 1 to 256'],
    ["ws://:1", { LUAT_GATEWAY_TRUST_PROXY: "yes" }, 'LUAT_GATEWAY_TRUST_PROXY is "yes"; expected true or false'],
    ["", { LUAT_GATEWAY_URL: "8080" }, 'LUAT_GATEWAY_URL is "8080"; expected ws://[host]:port[/path] or wss://[host]:port[/path], the host may be left out'],
    ["", { LUAT_GATEWAY_CONFIG: "/nowhere" }, "LUAT_GATEWAY_CONFIG is \"/nowhere\", which cannot be read: ENOENT: no such file or directory, open '/nowhere'"],
  ])("%s %j", (line, env, message) => {
    expect(() => parse(line, env)).toThrow(refusal(message));
  });

  it("a variable that there is not", () => {
    expect(() => parse("ws://:1", { LUAT_GATEWAY_ALLOWED: "x" })).toThrow(/^LUAT_GATEWAY_ALLOWED is no setting; expected one of LUAT_GATEWAY_CONFIG, LUAT_GATEWAY_URL, LUAT_GATEWAY_ALLOW, /);
  });

  it.each([
    [{ allows: [] }, /^"allows" in bad\.json is no setting; expected one of url, allow, tokens, /],
    [{ toString: 1 }, /^"toString" in bad\.json is no setting/],
    [{ allow: "tcp://a:1" }, /^allow in bad\.json is "tcp:\/\/a:1"; expected a list of texts$/],
    [{ allow: [1] }, /^allow in bad\.json is \[1\]; expected a list of texts$/],
    [{ workers: "2" }, /^workers in bad\.json is "2"; expected an integer from 1 to 256$/],
    [{ channels: 1.5 }, /^channels in bad\.json is 1\.5; expected an integer from 1 to 2147483647$/],
    [{ trustProxy: 1 }, /^trustProxy in bad\.json is 1; expected true or false$/],
    [{ url: 1 }, /^url in bad\.json is 1; expected a text$/],
    [[], /^bad\.json is a list; expected an object of settings$/],
    ["{", /^--config is ".*bad\.json", which is no JSON: /],
    ["null", /^bad\.json is null; expected an object of settings$/],
  ])("in a file: %j", (content, message) => {
    expect(() => parse(`ws://:1 --config ${file(content, "bad.json")}`)).toThrow(message);
  });
});
