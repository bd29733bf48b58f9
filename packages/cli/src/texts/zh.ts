import type { Counts } from "../counts.js";
import { quoted } from "../usage-error.js";
import { errorText, faultText, REASONS } from "./failures-zh.js";
import { gatewayLineZh } from "./gateway-lines-zh.js";
import { listenReason } from "./listen-reason.js";
import { settled } from "./settled.js";
import type { FileOption, Texts } from "./texts.js";
import { GATEWAY_USAGE } from "./gateway-usage-zh.js";
import { CONNECT_USAGE, LISTEN_USAGE, USAGE } from "./usage-zh.js";

const EXPECTED: Readonly<Record<FileOption, string>> = { ca: " CA 证书", cert: "证书", key: "私钥，与 --cert 匹配" };

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} 秒`;

function countsText(counts: Counts, ms: number): string {
  const { messagesOut, bytesOut, messagesIn, bytesIn, failed, connections } = counts;
  const lost = failed === 0 ? "" : `（失败 ${failed} 条）`;
  return `发送 ${messagesOut} 条 ${bytesOut} 字节${lost}，接收 ${messagesIn} 条 ${bytesIn} 字节；连接 ${connections} 次，用时 ${seconds(ms)}`;
}

/** What the command says in Chinese. */
export const ZH: Texts = {
  usage: USAGE,
  connectUsage: CONNECT_USAGE,
  listenUsage: LISTEN_USAGE,
  gatewayUsage: GATEWAY_USAGE,
  hints: {
    authority: "请指定签发该证书的 CA 证书：--ca 文件",
    "peer-name": "如果证书里的域名才是正确的：--name 域名",
    clock: "本机的时钟准确吗？",
    "client-certificate": "如果服务器要求客户端证书：--cert 文件 --key 文件",
    password: "请给出私钥的密码：--password 文本，或环境变量 LUAT_TLS_PASSWORD",
    alpn: "双方没有共同的应用协议：--alpn 列表",
    "client-needs": "请给客户端一张由 --ca 的 CA 签发的证书和它的私钥",
    "client-trust": "如果客户端不信任这个证书：把签发它的 CA 证书交给客户端",
    plain: "这个端口使用 TLS 吗？不加密请用 tcp://",
    insecure: "不校验证书而继续（途中任何人都可能窃听）：--insecure",
    listening: "那里的端口上有服务器在运行吗？",
    "port-taken": "该端口已被别的程序占用",
    "low-port": "在多数系统上，1024 以下的端口只有管理员能用",
    name: "域名写对了吗？DNS 工作正常吗？",
    family: "使用 -4 或 -6 时：该域名可能只有另一种地址",
  },
  badFile: (option, file, why) => `--${option} 是 ${quoted(file)}：${why}；应为 PEM 或 DER 格式的${EXPECTED[option]}`,
  tryHelp: (command) => `查看帮助：${command}`,
  error: errorText,
  fault: faultText,
  connecting: (url) => `正在连接 ${url}`,
  resolved: (name, address) => `${name} 的地址是 ${address}`,
  online: (local, peer) => `已连接：${local} → ${peer}`,
  secured: ({ protocol, cipher, alpn, verified }) => `${settled(protocol, cipher, alpn)}，${verified ? "证书已校验" : "证书未校验"}`,
  unverified: "没有校验证书：途中任何人都可能窃听和冒充",
  ended: "对端已断开",
  dropped: (count) => `来不及显示，丢弃了 ${count} 个数据报`,
  again: (ms) => `${ms} 毫秒后重新连接`,
  waiting: (ms) => `已全部发送；${ms} 毫秒内没有收到数据就关闭`,
  closing: "正在关闭；再按一次 Ctrl-C 立即结束",
  counts: countsText,
  listening: (url) => `正在监听 ${url}`,
  authority: (file) => `已生成证书；它的 CA 证书在 ${file}，供 --ca 使用`,
  authorityFollows: "已生成证书；以下是它的 CA 证书，供 --ca 使用：",
  clientSecured: (label, { protocol, cipher, alpn, verified }) => `${label} ${settled(protocol, cipher, alpn)}${verified ? "，证书已校验" : ""}`,
  clientOnline: (label, peer, now) => `${label} ${peer} 已连接（现有 ${now} 个客户端）`,
  clientGone: (label, bytesIn, bytesOut, ms) => `${label} 已断开：接收 ${bytesIn} 字节，发送 ${bytesOut} 字节，${seconds(ms)}`,
  clientFailed: (label, why) => `${label}：${why}`,
  looksLikeTls: (label) => `${label}：这看起来是 TLS，tcp:// 不支持；请试试 tls://`,
  turnedAway: (peer, most) => `拒绝了 ${peer}：最多同时 ${most} 个客户端`,
  rejected: (peer, why) => `拒绝了 ${peer}：${why}`,
  gatewayOn: (url, allow) => `网关在 ${url}${allow.length === 0 ? "" : `，允许 ${allow.join(" ")}`}`,
  nothingAllowed: "没有允许任何目标，什么也连不上：--allow",
  noTokens: "不需要令牌：能访问此端口的人都可以使用所允许的目标；--token-file，或 LUAT_GATEWAY_TOKENS",
  noOrigins: "任何网站的网页都可以通过其访问者的浏览器使用它：--origin",
  nullOrigin: "来源 null 是本地文件的来源，也是沙箱框架的来源，任何网站都能造出这样的框架",
  noTls: "传输途中的人可以读到令牌和全部数据：请用 wss://，或带 TLS 的代理加 --trust-proxy",
  idleRule: (rule) => `${rule} 什么也不允许：localhost 是本机，本机必须用数字 127.0.0.1 写出来才允许`,
  gatewayFailed(url, failure) {
    const reason = listenReason(failure);
    return `网关无法监听 ${url}：${reason === undefined ? failure.message : faultText({ reason, errno: failure.code })}`;
  },
  gatewayLine: (text, fields) => gatewayLineZh(text, fields, REASONS),
  gatewayCounts: (channels, up, down) => `通道 ${channels} 条，上行 ${up} 字节，下行 ${down} 字节`,
  workerEnded: (id, how) => `工作进程 ${id} 已结束（${how}），将由另一个代替`,
};
