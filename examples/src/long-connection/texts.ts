/** What the example says, apart from the log lines of its programs. */
export interface Texts {
  readonly help: string;
  start(server: string, face: string, own: boolean): string;
  readonly drop: string;
  readonly closing: string;
  readonly ending: string;
  readonly reboot: string;
  readonly summary: string;
  readonly rows: Readonly<Record<"server" | "messages" | "sent" | "echoed" | "lost" | "failed" | "wrong" | "bytes" | "connections" | "duration", string>>;
}

const en: Texts = {
  help: `A TCP long connection client: it sends a line at an interval, checks that each comes back, and connects anew when the
connection ends.

npm start -- [tcp://host:port] [options]

Without a server it starts an echo server of its own, which cuts the connection once on purpose; 5 s later the client
connects again. A server that you name must send back what it gets.

  --count N        end when N messages were sent and came back (default: send until the time is over)
  --interval MS    milliseconds between messages (default: 1000)
  --duration S     end after S seconds (default: 20; with --count: 20 more than it needs)
  --face FACE      faithful: the LuatOS calls; promise: the promise calls (default: faithful)
  --timeout MS     milliseconds until an attempt to connect or send has failed (default: 15000)
  --local-port P   the local port (default: chosen by the system)
  --hex            show data in hex
  --quiet          show only errors and the summary
  --verbose        show all log lines
  --lang LANG      en or zh (default: en)
  -h, --help       show this

Ctrl-C closes the connection in order and shows the summary (exit code as usual, though npm makes it 130); a second
Ctrl-C ends at once (130). At the end the client waits up to 7 s for what is under way and for the server to end too.

Exit code: 0 all was well, also after Ctrl-C; 1 something came back that was not sent, or nothing came back, or there
never was a connection; 2 the command line is wrong; 3 the network watchdog asked for a restart (nothing sent or received for 180 s).`,
  start: (server, face, own) => `the ${face} client connects to ${server}${own ? ", an echo server of its own" : ""}`,
  drop: "on purpose the server cuts the connection now",
  ending: "ending: waits for what is under way",
  closing: "closing; press Ctrl-C again to end at once",
  reboot: "the network watchdog asks for a restart",
  summary: "Summary",
  rows: {
    server: "server",
    messages: "messages",
    sent: "  sent",
    echoed: "    came back",
    lost: "    did not",
    failed: "  failed",
    wrong: "received, never sent",
    bytes: "bytes sent / received",
    connections: "connections (reconnects)",
    duration: "duration",
  },
};

const zh: Texts = {
  help: `TCP 长连接客户端：定时发送一行数据，检查服务器是否原样返回，连接断开后自动重连。

npm start -- [tcp://主机:端口] [选项]

不指定服务器时，会启动一个自带的回显服务器，它会故意断开一次连接；5 秒后客户端自动重连。
指定的服务器必须把收到的数据原样返回。

  --count N        发送并收回 N 条消息后结束（默认：发送到时间结束）
  --interval MS    消息间隔，毫秒（默认：1000）
  --duration S     S 秒后结束（默认：20；指定 --count 时为所需时间再加 20）
  --face FACE      faithful：LuatOS 风格接口；promise：Promise 风格接口（默认：faithful）
  --timeout MS     连接或发送的超时时间，毫秒（默认：15000）
  --local-port P   本地端口（默认：由系统选择）
  --hex            以十六进制显示数据
  --quiet          只显示错误和统计
  --verbose        显示全部日志
  --lang LANG      en 或 zh（默认：en）
  -h, --help       显示本帮助

按 Ctrl-C 正常关闭连接并显示统计（退出码照常，但 npm 会改为 130）；再按一次 Ctrl-C 立即结束（130）。
结束时最多等 7 秒，让未完成的收发结束，也等服务器断开。

退出码：0 一切正常，包括按 Ctrl-C 结束；1 收到了未发送过的数据，或者什么也没有收到，或者从未连接成功；
2 命令行有误；3 网络看门狗要求重启（180 秒内没有成功收发数据）。`,
  start: (server, face, own) => `${face} 客户端连接 ${server}${own ? "（自带的回显服务器）" : ""}`,
  drop: "服务器现在故意断开连接",
  ending: "正在结束：等待未完成的收发",
  closing: "正在关闭；再按一次 Ctrl-C 立即结束",
  reboot: "网络看门狗要求重启",
  summary: "统计",
  rows: {
    server: "服务器",
    messages: "消息",
    sent: "  发送成功",
    echoed: "    已返回",
    lost: "    未返回",
    failed: "  发送失败",
    wrong: "收到未发送过的数据",
    bytes: "发送 / 接收字节",
    connections: "连接次数（重连）",
    duration: "用时",
  },
};

export const TEXTS: Readonly<Record<"en" | "zh", Texts>> = { en, zh };
