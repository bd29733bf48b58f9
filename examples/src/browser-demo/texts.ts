import type { Language } from "@luat/cli";
import type { TestPorts } from "./test-servers.js";

/** What the demonstration says. */
interface Texts {
  readonly help: string;
  /** How to get it, after what is wrong about a command line. */
  tryHelp(command: string): string;
  open(url: string, ports: TestPorts): string;
  portTaken(port: number): string;
  readonly closing: string;
}

const en: Texts = {
  help: `A page that talks TCP, TLS and UDP through a gateway, with echo servers to talk to, on this computer alone.

npm run demo:browser -- [options]

  --port N         the port of the page; 0: chosen by the system (default: 8080)
  --allow RULE     what the page may reach beside the test servers, such as tcp://broker.example.com:1883; may be repeated
  --lang LANG      en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)
  -h, --help       show this

Ctrl-C ends it. Exit code: 0 ended by Ctrl-C; 1 it could not listen; 2 the command line is wrong.`,
  tryHelp: (command) => `Try: ${command}`,
  open: (url, { tcp, tls, udp }) => `Open ${url}\nEcho servers on 127.0.0.1: TCP ${tcp}, TLS ${tls} (do not verify), UDP ${udp}. Ctrl-C ends it all.`,
  portTaken: (port) => `another program has the port ${port}; take another one, such as --port 0`,
  closing: "closing",
};

const zh: Texts = {
  help: `浏览器里的网络调试助手：经过网关收发 TCP、TLS 和 UDP，附带回显服务器，只在本机可用。

npm run demo:browser -- [选项]

  --port N         页面的端口；0 表示由系统选择（默认：8080）
  --allow RULE     除测试服务器外，页面还可以访问的目标，例如 tcp://broker.example.com:1883；可以给出多次
  --lang LANG      en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）
  -h, --help       显示本帮助

按 Ctrl-C 结束。退出码：0 按 Ctrl-C 结束；1 无法监听；2 命令行有误。`,
  tryHelp: (command) => `查看帮助：${command}`,
  open: (url, { tcp, tls, udp }) => `请打开 ${url}\n127.0.0.1 上的回显服务器：TCP ${tcp}，TLS ${tls}（不要校验），UDP ${udp}。按 Ctrl-C 全部结束。`,
  portTaken: (port) => `端口 ${port} 已被别的程序占用；请换一个，例如 --port 0`,
  closing: "正在关闭",
};

export const TEXTS: Readonly<Record<Language, Texts>> = { en, zh };
