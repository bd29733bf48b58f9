import type { Face, Fault, Phase } from "./fault.js";
import type { End } from "./on-waits.js";

export type Language = "en" | "zh";

/** What the table says beside code. */
export interface Words {
  readonly faultHead: string;
  readonly faces: Readonly<Record<Face, string>>;
  readonly phases: Readonly<Record<Phase, { readonly title: string; readonly program: string }>>;
  readonly faults: Readonly<Record<Fault | "none", string>>;
  readonly goesOn: string;
  readonly impossible: string;
  readonly gave: Readonly<Record<string, string>>;
  readonly lost: string;
  readonly arrives: string;
  readonly after: (seconds: string) => string;
  readonly attempts: (count: string) => string;
  readonly then: string;
  readonly quiet: string;
  readonly busy: string;
  /** Of the table of calls that wait. */
  readonly waits: { readonly title: string; readonly text: string; readonly head: string; readonly ends: Readonly<Record<End, string>> };
  readonly colon: string;
  readonly comma: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    faultHead: "what happens",
    faces: { connection: "a `Connection`", long: "a `LongConnection`", program: "a ported program" },
    phases: {
      connect: {
        title: "Connecting",
        program: "The fault is there when `connect` is called. Where that succeeds, `tx` sends a question, `rx` waits for the answer, and `close` ends it. The `LongConnection` has one item in its queue.",
      },
      login: {
        title: "In the TLS handshake, or logging in",
        program: "The fault comes 120 ms after `connect` was called with `tls`, amid the handshake. The `LongConnection`, without TLS, has sent its login and waits for the answer.",
      },
      idle: {
        title: "On line, idle",
        program: "`rx` waits, with a time limit of 60 s; when it has ended, `tx` sends 5 bytes. The server says something after 15 s by itself. The `LongConnection` is given an item one second after the fault.",
      },
      sending: {
        title: "Sending",
        program: "200 kB are on their way, half of them with the system, and a small `tx` waits behind them; `rx` waits as well. Each `tx` is called with `until: \"sent\"` and a time limit of 30 s.",
      },
      receiving: {
        title: "Receiving",
        program: "The server is sending 200 kB, of which half has left; some of that is here and unread, as the program reads slowly. Each `rx` has a time limit of 30 s.",
      },
      closing: {
        title: "Closing",
        program: "`close`, `stop` or `libnet.close` was just called: `close` with its limit of 5 s, `stop` with a deadline of 10 s.",
      },
    },
    faults: {
      none: "nothing",
      refuse: "refused: nobody listens",
      blackhole: "black hole: packets vanish",
      reset: "reset: the connection is cut",
      fin: "FIN: the server closes",
      "half-close": "half-close: the server ends its side, and still reads",
      stall: "stall: the server takes and says nothing",
      "full-buffer": "full buffer: this side's system takes nothing",
      dns: "no name: it is not resolved",
      link: "no link: the card has lost the network",
      clock: "the time of day jumps by an hour",
    },
    goesOn: "goes on",
    impossible: "cannot be: only who dials is refused",
    gave: { done: "done", sent: "sent", bytes: "bytes", all: "all of it", end: "`undefined`" },
    lost: ", but it never arrives",
    arrives: ", yet it arrives",
    after: (seconds) => ` after ${seconds} s`,
    attempts: (count) => (count === "1" ? "one more attempt" : `${count} more attempts`),
    then: ", then ",
    quiet: "nothing unsent",
    busy: "200 kB half sent",
    waits: {
      title: "What each call of a `Connection` is told",
      text: "While it waits. `peek`, `rxExactly` and `rxUntil` have seen 3 bytes, which can still be read after the first four; the server takes nothing of what the last three send.",
      head: "what waits",
      ends: { fin: "FIN", reset: "reset", link: "no link", timeout: "its own `timeout`", close: "`close()`", stop: "`device.stop()`" },
    },
    colon: ": ",
    comma: ", ",
  },
  zh: {
    faultHead: "发生的事",
    faces: { connection: "`Connection`", long: "`LongConnection`", program: "移植的程序" },
    phases: {
      connect: {
        title: "连接中",
        program: "调用 `connect` 时故障已经存在。若连接成功，`tx` 发送一个问题，`rx` 等待回答，`close` 结束连接。`LongConnection` 的队列里有一个数据项。",
      },
      login: {
        title: "TLS 握手中，或登录中",
        program: "以 `tls` 调用 `connect` 后 120 ms，握手进行到一半时发生故障。`LongConnection` 不用 TLS，已发出登录请求，正在等待回答。",
      },
      idle: {
        title: "在线空闲",
        program: "`rx` 正在等待，时限 60 s；它结束后，`tx` 发送 5 字节。服务器在 15 s 后会主动发来数据。`LongConnection` 在故障 1 s 后得到一个数据项。",
      },
      sending: {
        title: "发送中",
        program: "200 kB 正在发送，一半已交给系统，后面还排着一个小的 `tx`；`rx` 也在等待。每个 `tx` 都带 `until: \"sent\"` 和 30 s 时限。",
      },
      receiving: {
        title: "接收中",
        program: "服务器正在发送 200 kB，已发出一半；其中一部分已到达而未读，因为程序读得慢。每个 `rx` 的时限为 30 s。",
      },
      closing: {
        title: "关闭中",
        program: "刚刚调用了 `close`、`stop` 或 `libnet.close`：`close` 的时限为 5 s，`stop` 的期限为 10 s。",
      },
    },
    faults: {
      none: "无故障",
      refuse: "拒绝：无人监听",
      blackhole: "黑洞：包全部丢失",
      reset: "复位：连接被切断",
      fin: "FIN：服务器关闭连接",
      "half-close": "半关闭：服务器结束发送，但仍在读",
      stall: "卡住：服务器不收也不发",
      "full-buffer": "缓冲区满：本机系统不接受数据",
      dns: "无域名：解析不到",
      link: "断网：网卡失去网络",
      clock: "系统时间跳变一小时",
    },
    goesOn: "照常",
    impossible: "不存在：只有拨号才会被拒绝",
    gave: { done: "完成", sent: "已发送", bytes: "数据", all: "全部", end: "`undefined`" },
    lost: "，但永远不会到达",
    arrives: "，却到达了",
    after: (seconds) => `，${seconds} s 后`,
    attempts: (count) => `又有 ${count} 次尝试`,
    then: "，然后 ",
    quiet: "没有未发送的数据",
    busy: "200 kB 发了一半",
    waits: {
      title: "`Connection` 的每个调用得知什么",
      text: "正在等待时。`peek`、`rxExactly` 和 `rxUntil` 已看到 3 字节，在前四种情况之后仍可读出；后三个调用所发的，服务器一概不收。",
      head: "正在等待的调用",
      ends: { fin: "FIN", reset: "复位", link: "断网", timeout: "它自己的 `timeout`", close: "`close()`", stop: "`device.stop()`" },
    },
    colon: "：",
    comma: "、",
  },
};
