import { expect, it } from "vitest";
import { SETTINGS, type Setting } from "../src/gateway/settings.js";
import { Stage } from "./stage.js";

it.each(["connect", "listen"])("luat %s --help explains each option", async (command) => {
  const stage = new Stage();
  expect(await stage.luat(`${command} --help`)).toBe(0);
  const text = stage.stdout.bytes.toString();
  const shared = ["eol", "hex", "raw", "quiet", "verbose", "lang", "ca", "name", "cert", "key", "password", "alpn"];
  const own = {
    connect: ["data", "data-hex", "count", "interval", "wait-after", "timeout", "reconnect", "local-port", "broadcast", "keep-alive", "ipv4", "ipv6", "insecure"],
    listen: ["echo", "reply", "reply-hex", "max-clients", "self-signed", "ca-out"],
  }[command];
  for (const name of [...shared, ...(own ?? [])]) expect(text).toMatch(new RegExp(`^  (-\\d, )?--${name} `, "m"));
  const chinese = new Stage();
  await chinese.luat(`${command} --help --lang zh`);
  const names = (all: string): string[] => all.match(/^ {2}(-\d, )?--[a-z\d-]+/gm) ?? [];
  expect(names(chinese.stdout.bytes.toString())).toEqual(names(text));
});

it("luat gateway --help explains each option, in both languages", async () => {
  const [english, chinese] = [new Stage(), new Stage()];
  expect(await english.luat("gateway --help")).toBe(0);
  await chinese.luat("gateway --help --lang zh");
  const names = ({ stdout }: Stage): string[] => stdout.bytes.toString().match(/^ {2}--[a-z-]+/gm) ?? [];
  const flags = Object.values<Setting>(SETTINGS).flatMap(({ flag }) => (flag === undefined ? [] : [`  --${flag}`]));
  expect(names(english).toSorted()).toEqual([...flags, ...["config", "quiet", "verbose", "lang"].map((name) => `  --${name}`)].toSorted());
  expect(names(chinese)).toEqual(names(english));
});

it.each(["connect", "listen", "gateway"])("luat help %s is the help of the command", async (command) => {
  const [asked, usual] = [new Stage(), new Stage()];
  expect(await asked.luat(`help ${command} --lang zh`)).toBe(0);
  await usual.luat(`${command} --help --lang zh`);
  expect(asked.stdout.lines).toEqual(usual.stdout.lines);
});

it("luat --help names the commands, in the language of the environment", async () => {
  const stage = new Stage();
  stage.env["LANG"] = "zh_CN.UTF-8";
  expect(await stage.luat("--help")).toBe(0);
  expect(stage.stdout.lines).toContain("luat connect URL [选项]   连接服务器");
});

it("luat --version gives the version of the package", async () => {
  const stage = new Stage();
  expect(await stage.luat("--version")).toBe(0);
  expect(stage.stdout.lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/)]);
});

it.each([
  ["", ["luat: what shall it do?", "Try: luat --help"]],
  ["conect tcp://a:1", ['luat: "conect" is no command; expected connect, listen, gateway', "Try: luat --help"]],
  ["toString", ['luat: "toString" is no command; expected connect, listen, gateway', "Try: luat --help"]],
  ["connect tcp://a:1 --foo", ["luat connect: Unknown option '--foo'", "Try: luat connect --help"]],
  ["listen tls://:1", ["luat listen: tls:// needs a certificate: --cert and --key, or --self-signed", "Try: luat listen --help"]],
])("luat %s is refused with exit code 2", async (line, lines) => {
  const stage = new Stage();
  expect(await stage.luat(line)).toBe(2);
  expect(stage.stderr.lines).toEqual(lines);
  expect(stage.stdout.lines).toEqual([]);
  expect(stage.heeding).toBe(0);
});
