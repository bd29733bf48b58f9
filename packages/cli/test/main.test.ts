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
  ["conect --lang zh", ['luat: 没有 "conect" 这个命令；应为 connect、listen、gateway', "查看帮助：luat --help --lang zh"]],
  ["--lang zh", ["luat: 要做什么？", "查看帮助：luat --help --lang zh"]],
  ["--lang=zh connect tcp://a", ['luat connect: "tcp://a" 缺少端口；应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口', "查看帮助：luat connect --help --lang zh"]],
  ["listen --lang zh --count 1", ["luat listen: 没有 --count 这个选项", "查看帮助：luat listen --help --lang zh"]],
  ["gateway ws://127.0.0.1:0 --allow x --lang=zh", ['luat gateway: --allow 里有 "x"；应为 "tcp://主机:端口"、"tls://…"、"udp://…" 或 "listen://…"', "查看帮助：luat gateway --help --lang zh"]],
  ["connect tcp://a:1 --lang fr", ['luat connect: --lang is "fr"; expected zh or en', "Try: luat connect --help"]],
  ["connect tcp://a:1 --count -1", ["luat connect: --count is for --data and --data-hex only", "Try: luat connect --help"]],
  ["connect tcp://a:1 --data x --count -1", ['luat connect: --count is "-1"; expected an integer of at least 1', "Try: luat connect --help"]],
  ["connect tcp://a:1 --foo", ["luat connect: --foo is no option", "Try: luat connect --help"]],
  ["listen tls://:1", ["luat listen: tls:// needs a certificate: --cert and --key, or --self-signed", "Try: luat listen --help"]],
])("luat %s is refused with exit code 2", async (line, lines) => {
  const stage = new Stage();
  expect(await stage.luat(line)).toBe(2);
  expect(stage.stderr.lines).toEqual(lines);
  expect(stage.stdout.lines).toEqual([]);
  expect(stage.heeding).toBe(0);
});

it("what is wrong is said in the language of the environment where no option names another one", async () => {
  const [stage, asked] = [new Stage(), new Stage()];
  stage.env["LC_ALL"] = asked.env["LC_ALL"] = "zh_CN.UTF-8";
  expect(await stage.luat("listen tcp://:1 --reply")).toBe(2);
  expect(stage.stderr.lines).toEqual(["luat listen: --reply 需要一个值；以横线开头的值写成 --reply=值", "查看帮助：luat listen --help"]);
  expect(await asked.luat("listen tcp://:1 --reply --lang en")).toBe(2);
  expect(asked.stderr.lines).toEqual(["luat listen: --reply needs a value; one that begins with a dash is written --reply=VALUE", "Try: luat listen --help --lang en"]);
});

it.each(["--lang zh --help", "--help --lang zh", "help --lang=zh"])("luat %s is in the language asked for", async (line) => {
  const stage = new Stage();
  expect(await stage.luat(line)).toBe(0);
  expect(stage.stdout.lines).toContain("luat connect URL [选项]   连接服务器");
});
