import { describeFault, type Fault, type TlsReason } from "@luat/contract";
import type { ErrorCode, LuatError } from "@luat/libnet";

const OPERATIONS: Readonly<Record<string, string>> = {
  connect: "连接",
  listen: "监听",
  bind: "绑定",
  accept: "接受",
  send: "发送到",
  "finish sending": "结束发送到",
  receive: "接收自",
  close: "关闭",
  "wait for the network": "等待网络",
  "go on": "继续",
  "get the time": "对时",
};

/** What each code means. */
export const REASONS: Readonly<Record<ErrorCode, string>> = {
  refused: "连接被拒绝",
  reset: "连接被对端强行断开",
  timeout: "超时",
  unreachable: "主机或网络不可达",
  "in-use": "本地端口已被占用",
  address: "不是本机的地址",
  name: "域名解析失败",
  tls: "TLS 失败",
  link: "网络链路已断开",
  forbidden: "没有权限",
  unsupported: "网卡不支持",
  limit: "套接字、端口或内存不足",
  size: "数据报太长",
  broken: "连接已断开",
  closed: "连接已由本端关闭",
  stopped: "设备已停止",
  answer: "服务器的回答不能用",
  frame: "收到的内容不是一帧",
  incomplete: "收到的内容不完整",
};

const TLS_REASONS: Readonly<Record<TlsReason, string>> = {
  ca: "CA 证书无法读取",
  crl: "吊销列表无法读取",
  certificate: "本端证书无法读取或缺失",
  key: "私钥无法读取或缺失",
  password: "私钥的密码错误或缺失",
  mismatch: "私钥与证书不匹配",
  "no-certificate": "对端没有出示证书",
  untrusted: "对端证书不是由可信的 CA 签发",
  expired: "对端证书已过期",
  "not-yet-valid": "对端证书尚未生效",
  revoked: "对端证书已被吊销",
  name: "对端证书属于别的域名",
  "client-certificate": "对端要求客户端证书，或另一份客户端证书",
  refused: "对端拒绝握手",
  protocol: "对端不使用 TLS，或没有共同的版本",
  psk: "预共享密钥或其标识不对",
};

/** What a fault is. */
export function faultText(fault: Fault): string {
  return `${reasonText(fault.reason, fault.tls, fault.errno)}${detailsIn(describeFault(fault))}`;
}

/** What an error is. @param place - in place of where the error says that it was. */
export function errorText(error: LuatError, place = error.endpoint): string {
  const { op, code, message } = error;
  const tls = "tls" in error ? (error.tls as TlsReason | undefined) : undefined;
  return `无法${OPERATIONS[op] ?? op}${place === undefined ? "" : ` ${place}`}：${reasonText(code, tls, errnoIn(message))}${detailsIn(message)}`;
}

function reasonText(code: ErrorCode, tls: TlsReason | undefined, errno: string | undefined): string {
  return `${REASONS[code]}${tls === undefined ? "" : `：${TLS_REASONS[tls]}`}${errno === undefined ? "" : `（${errno}）`}`;
}

/** The system's code, which not every kind of error has apart from its message. */
function errnoIn(message: string): string | undefined {
  return /\((E[A-Z\d_]+|[A-Z\d]+_[A-Z\d_]+)\)/.exec(message)?.[1];
}

/** What errors say beyond their codes, which only their messages have. */
const DETAILS: ReadonlyArray<readonly [RegExp, (found: readonly string[]) => string]> = [
  [/timed out after (\d+) ms/, ([ms]) => `，等了 ${ms} 毫秒`],
  [/waiting for the network link/, () => "，在等网络链路"],
  [/waiting for the name service/, () => "，在等域名解析"],
  [/waiting for the peer to answer/, () => "，在等对端应答"],
  [/waiting for the TLS handshake/, () => "，在等 TLS 握手"],
  [/the local port is (\d+)/, ([port]) => `，本地端口是 ${port}`],
  [/not supported by this card: (.+)/, ([what]) => `：${what}`],
  [/, (\S.*) is valid from (\S+) to (\S+)$/, ([subject, from, to]) => `，${subject} 的有效期是 ${from} 到 ${to}`],
  [/, it is for (.+?)(?:, not for (\S+))?$/, ([names = "", wanted]) => `，它属于 ${names.replaceAll(", ", "、")}${wanted === undefined ? "" : `，不是 ${wanted}`}`],
  [/, it is self-signed by (.+)$/, ([issuer]) => `，由 ${issuer} 自签名`],
  [/, it is issued by (.+)$/, ([issuer]) => `，由 ${issuer} 签发`],
  [/, its chain ends at (.+)$/, ([issuer]) => `，证书链止于 ${issuer}`],
  [/, tried (.+)$/, ([list = ""]) => `，试过 ${list.replace(/ \(.*?\)(?=, |$)/g, "").replaceAll(", ", "、")}`],
];

function detailsIn(message: string): string {
  return DETAILS.map(([pattern, say]) => {
    const found = pattern.exec(message);
    return found === null ? "" : say(found.slice(1));
  }).join("");
}
