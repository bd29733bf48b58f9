/** Something in English and in Chinese. @typedef {readonly [en: string, zh: string]} Texts */

/**
 * A program of the LuatOS courses, written twice.
 *
 * @typedef {object} Port
 * @property {Texts} title
 * @property {string} faithful its file in examples/src
 * @property {string} promise
 * @property {string} test its file in examples/test
 * @property {readonly Texts[]} both what both forms outlast: in English the titles of tests
 * @property {readonly Texts[]} more what the promise form outlasts besides
 */

/** @type {(title: Texts, folder: string, both: readonly Texts[], more: readonly Texts[]) => Port} */
const inFolder = (title, folder, both, more) => ({
  title,
  faithful: `ports/${folder}/faithful.ts`,
  promise: `ports/${folder}/promise.ts`,
  test: `ports/${folder}.test.ts`,
  both,
  more,
});

/** @type {Texts} */
const LINK = ["the link is down", "网络断开"];
/** @type {Texts} */
const RESTART = ["the server restarts", "服务器重启"];
/** @type {Texts} */
const CUT = ["a client resets the connection", "客户端复位连接"];
/** @type {Texts} */
const VANISHED = ["a client vanishes", "客户端消失，没有任何告知"];

/** @type {readonly Port[]} */
export const PORTS = [
  {
    title: ["long connection: TCP, TLS, TLS with a CA after SNTP", "长连接：TCP、TLS、对时后校验证书的 TLS"],
    faithful: "long-connection/faithful-client.ts",
    promise: "ports/long-client/promise.ts",
    test: "ports/long-client.test.ts",
    both: [RESTART, LINK, ["the server is silent: the device restarts after 180 s", "服务器无响应：180 秒后重启设备"]],
    more: [
      ["items of the time without a server are sent later", "没有服务器期间的数据随后补发"],
      ["waits for the time before it verifies: the time server is silent at first", "先对时再校验证书：时间服务器起初无响应"],
    ],
  },
  {
    title: ["long connection: UDP", "长连接：UDP"],
    faithful: "long-connection/faithful-client.ts",
    promise: "long-connection/promise-udp-client.ts",
    test: "long-connection/udp-clients.test.ts",
    both: [["waits for the network", "等待网络"], ["opens anew 5 s after the loss of the link", "网络断开 5 秒后重新打开"]],
    more: [],
  },
  inFolder(
    ["short connection", "短连接"],
    "short-connection",
    [
      ["the server is not there", "服务器不在"],
      ["the server resets the connection", "服务器复位连接"],
      ["the server leaves without an answer", "服务器没有应答就断开"],
      ["the server is silent", "服务器无响应"],
      ["nothing gets through to the server", "数据到不了服务器"],
      LINK,
    ],
    [["the answer comes in pieces", "应答分几段到达"], ["the connection is cut in the middle of the answer", "应答到一半连接中断"]],
  ),
  inFolder(
    ["TCP server, one client at a time", "TCP 服务器，一对一"],
    "tcp-server-one",
    [CUT, VANISHED, ["a client takes none of the answers", "客户端不接收应答"], LINK],
    [["others come while it is busy", "忙时又来了其他客户端"]],
  ),
  inFolder(
    ["TCP server, many clients", "TCP 服务器，一对多"],
    "tcp-server-many",
    [CUT, VANISHED, ["a client takes nothing", "客户端什么也不接收"], LINK],
    [
      ["lines come in pieces, or several as one", "一行分几段到达，或几行粘在一起"],
      ["one address brings too many clients", "同一地址来了太多客户端"],
    ],
  ),
  inFolder(["UDP server with broadcast", "UDP 服务器，带广播"], "udp-server", [["whoever asked is gone", "询问者已经离开"], LINK], [["a datagram is cut by the card", "数据报被网卡截断"]]),
  inFolder(
    ["network watchdog", "网络看门狗"],
    "network-watchdog",
    [["the server is silent", "服务器无响应"], ["the server restarts, which takes a minute", "服务器重启，需要一分钟"], ["the link is down for good", "网络一直断开"]],
    [],
  ),
  inFolder(
    ["Modbus TCP master", "Modbus TCP 主站"],
    "modbus-tcp",
    [
      ["an answer comes in pieces", "应答分几段到达"],
      ["the unit refuses", "从站拒绝"],
      ["an answer comes too late", "应答来得太晚"],
      ["the unit is silent: after three rounds it is connected anew", "从站无响应：三轮之后重新连接"],
      ["a length that cannot be: it is connected anew", "长度不可能：重新连接"],
      ["the gateway restarts in the middle of an answer", "应答到一半网关重启"],
      ["nothing gets through to the gateway", "数据到不了网关"],
      LINK,
    ],
    [["answers come in another order", "应答的顺序不同"], ["a slow unit keeps no other one waiting", "慢的应答不耽误其他请求"]],
  ),
  inFolder(
    ["JT/T 808 terminal", "JT/T 808 终端"],
    "jt808",
    [
      ["messages come in pieces, or several as one", "消息分几段到达，或几条粘在一起"],
      ["noise, and a message with a wrong checksum", "杂音和校验错误的消息"],
      ["the platform restarts in the middle of a message: the code still counts", "消息到一半平台重启：鉴权码仍然有效"],
      ["the code does not count any more: it registers anew", "鉴权码失效：重新注册"],
      ["the platform does not answer the login", "平台不应答登录"],
      ["the platform is silent", "平台无响应"],
      ["locations of the time without a network are sent later", "没有网络期间的位置随后补发"],
    ],
    [],
  ),
  inFolder(
    ["bridge from a serial line", "串口透传"],
    "serial-bridge",
    [RESTART, LINK, ["the server sends more than the line can carry at once", "服务器发得比串口快"]],
    [["packets of the time without a server are sent later", "没有服务器期间的数据随后补发"], ["the line ends: the connection is closed in order", "串口关闭：有序断开连接"]],
  ),
  {
    title: ["four rules: a heartbeat and three commands", "四条规则：心跳和三个命令"],
    faithful: "four-rules/faithful.ts",
    promise: "four-rules/promise.ts",
    test: "four-rules/four-rules.test.ts",
    both: [
      ["the server closes: it connects again after 5 s, and goes on", "服务器断开：5 秒后重新连接，继续运行"],
      ["the server restarts: heartbeats of that time come at once, then it goes on", "服务器重启：其间的心跳一并补发，继续运行"],
      ["the server is not there at the start: it tries every 5 s", "服务器起初不在：每 5 秒再试"],
      ["the link is lost: it connects again when it is back", "网络断开：恢复后重新连接"],
    ],
    more: [],
  },
];
