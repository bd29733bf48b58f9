import type { Language } from "@luat/cli";

/** What the example says, apart from the log lines of its programs. */
export interface Texts {
  readonly help: string;
  /** How to get it, after what is wrong about a command line. */
  readonly tryHelp: string;
  tlsServer(url: string, verified: boolean): string;
  start(tag: string, server: string, face: string, own: boolean): string;
  readonly drop: string;
  readonly closing: string;
  readonly ending: string;
  readonly reboot: string;
  readonly summary: string;
  readonly seconds: string;
  /** A client got nothing back. @param why - what its last attempt to connect failed with. */
  nothing(tag: string, why: string | undefined): string;
  /** A client got what was never sent. */
  foreign(tag: string, count: number): string;
  readonly columns: Readonly<Record<"client" | "server" | "sent" | "echoed" | "lost" | "failed" | "wrong" | "bytes" | "connections", string>>;
}

const en: Texts = {
  help: `Long connection clients for TCP, UDP and TLS, side by side on one device: a timer queues a line at an interval, each client
sends it and gets it back, and connects anew when its connection ends.

npm start -- [tcp://host:port] [udp://host:port] [tls://host:port] [options]

Without a server it starts echo servers of its own for four clients: tcp, udp, tls (without verifying the certificate) and
tls_ca (verifying it). Once, on purpose, they cut their connections; 5 s later the clients connect again. UDP has no
connection to cut: its client goes on as if nothing were. Servers that you name must send back what they get.

  --count N        end when N messages were sent and came back (default: send until the time is over)
  --interval MS    milliseconds between messages (default: 1000)
  --duration S     end after S seconds (default: 20; with --count: 20 more than it needs)
  --face FACE      faithful: the LuatOS calls; promise: the promise calls (default: faithful)
  --timeout MS     milliseconds until an attempt to connect or send has failed (default: 15000)
  --local-port P   the local port, with one server (default: chosen by the system)
  --hex            show data as offset, hex and ASCII
  --quiet          show only errors and the summary
  --verbose        show all log lines
  --lang LANG      en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)
  -h, --help       show this

For tls:// servers:
  --ca FILE        the authority that their certificates must be of
  --cert FILE      this side's certificate, for servers that want one
  --key FILE       its private key
  --password TEXT  the key's password; safer in the environment variable LUAT_TLS_PASSWORD
  --insecure       do not verify
  --name NAME      the name in the certificate, with --face promise (default: the host)
  --alpn LIST      application protocols to offer, with --face promise

The LuatOS calls verify with --ca only; the promise calls also with the system's authorities.

Ctrl-C closes the connections in order and shows the summary (exit code as usual, though npm makes it 130); a second
Ctrl-C ends at once (130). At the end the clients wait up to 7 s for what is under way and for the servers to end too.

Exit code: 0 all was well with every client, also after Ctrl-C; 1 something came back that was not sent, or nothing came
back; 2 the command line is wrong; 3 the network watchdog asked for a restart (nothing sent or received for 180 s).`,
  tryHelp: "Try: npm start -- --help",
  tlsServer: (url, verified) => `${url} (${verified ? "verified" : "not verified"})`,
  start: (tag, server, face, own) => `${tag}: the ${face} client connects to ${server}${own ? ", an echo server of its own" : ""}`,
  drop: "on purpose the servers cut their connections now; UDP has none",
  ending: "ending: waits for what is under way",
  closing: "closing; press Ctrl-C again to end at once",
  reboot: "the network watchdog asks for a restart",
  summary: "Summary",
  seconds: "s",
  nothing: (tag, why) => `${tag}: nothing came back${why === undefined ? "" : `; the last failure: ${why}`}`,
  foreign: (tag, count) => `${tag}: ${count === 1 ? "something" : `${count} times something`} came that was never sent`,
  columns: {
    client: "client",
    server: "server",
    sent: "sent",
    echoed: "came back",
    lost: "lost",
    failed: "failed",
    wrong: "never sent",
    bytes: "bytes out/in",
    connections: "connections",
  },
};

const zh: Texts = {
  help: `TCP、UDP、TLS 长连接客户端，在同一个设备上同时运行：定时产生一行数据，每个客户端发送它并检查服务器是否原样返回，
连接断开后自动重连。

npm start -- [tcp://主机:端口] [udp://主机:端口] [tls://主机:端口] [选项]

不指定服务器时，会启动自带的回显服务器和四个客户端：tcp、udp、tls（不校验证书）和 tls_ca（校验证书）。服务器会故意断开
一次连接；5 秒后客户端自动重连。UDP 没有连接可断，它的客户端照常收发。指定的服务器必须把收到的数据原样返回。

  --count N        发送并收回 N 条消息后结束（默认：发送到时间结束）
  --interval MS    消息间隔，毫秒（默认：1000）
  --duration S     S 秒后结束（默认：20；指定 --count 时为所需时间再加 20）
  --face FACE      faithful：LuatOS 风格接口；promise：Promise 风格接口（默认：faithful）
  --timeout MS     连接或发送的超时时间，毫秒（默认：15000）
  --local-port P   本地端口，只用于一个服务器（默认：由系统选择）
  --hex            以偏移、十六进制和 ASCII 显示数据
  --quiet          只显示错误和统计
  --verbose        显示全部日志
  --lang LANG      en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）
  -h, --help       显示本帮助

用于 tls:// 服务器：
  --ca FILE        服务器证书必须由这个 CA 签发
  --cert FILE      本端的证书，用于要求它的服务器
  --key FILE       它的私钥
  --password TEXT  私钥的密码；放在环境变量 LUAT_TLS_PASSWORD 里更安全
  --insecure       不校验
  --name NAME      证书里的域名，用于 --face promise（默认：主机）
  --alpn LIST      可用的应用协议，用于 --face promise

LuatOS 风格接口只用 --ca 校验；Promise 风格接口也用系统的 CA 校验。

按 Ctrl-C 正常关闭连接并显示统计（退出码照常，但 npm 会改为 130）；再按一次 Ctrl-C 立即结束（130）。
结束时最多等 7 秒，让未完成的收发结束，也等服务器断开。

退出码：0 每个客户端都正常，包括按 Ctrl-C 结束；1 收到了未发送过的数据，或者什么也没有收到；
2 命令行有误；3 网络看门狗要求重启（180 秒内没有成功收发数据）。`,
  tryHelp: "查看帮助：npm start -- --help",
  tlsServer: (url, verified) => `${url}（${verified ? "已校验" : "未校验"}）`,
  start: (tag, server, face, own) => `${tag}：${face} 客户端连接 ${server}${own ? "（自带的回显服务器）" : ""}`,
  drop: "服务器现在故意断开连接；UDP 没有连接",
  ending: "正在结束：等待未完成的收发",
  closing: "正在关闭；再按一次 Ctrl-C 立即结束",
  reboot: "网络看门狗要求重启",
  summary: "统计",
  seconds: "秒",
  nothing: (tag, why) => `${tag}：什么也没有收到${why === undefined ? "" : `；最后一次失败：${why}`}`,
  foreign: (tag, count) => `${tag}：有 ${count} 次收到了未发送过的数据`,
  columns: {
    client: "客户端",
    server: "服务器",
    sent: "发送",
    echoed: "返回",
    lost: "丢失",
    failed: "失败",
    wrong: "多余",
    bytes: "字节 发/收",
    connections: "连接次数",
  },
};

export const TEXTS: Readonly<Record<Language, Texts>> = { en, zh };
