import { quoted } from "../usage-error.js";
import { faultText } from "./failures-zh.js";
import { gatewaySettingText } from "./gateway-settings-zh.js";
import type { UrlUse, UsageErrorTexts } from "./usage-error-texts.js";

const FORMS: Readonly<Record<UrlUse, string>> = {
  server: "tcp://主机:端口、tls://主机:端口 或 udp://主机:端口",
  listener: "tcp://[地址]:端口、tls://[地址]:端口 或 udp://[地址]:端口",
  gateway: "ws://[地址]:端口[/路径] 或 wss://[地址]:端口[/路径]",
};
const QUESTIONS: Readonly<Record<UrlUse, string>> = { server: "连接哪里？", listener: "在哪里监听？", gateway: "在哪里监听？" };
const MEANT: Readonly<Record<UrlUse, string>> = { server: "服务器的 URL", listener: "监听的 URL", gateway: "监听的 URL" };

const formOf = (use: UrlUse): string => `应为 ${FORMS[use]}${use === "server" ? "" : "，地址可以不写"}`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the system's codes mean where a file is read or written. */
const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "没有这个文件或文件夹",
  ENOTDIR: "路径的中间不是文件夹",
  EISDIR: "它是文件夹",
  EACCES: "没有权限",
  EPERM: "没有权限",
  EROFS: "文件系统是只读的",
  ENOSPC: "磁盘已满",
  EMFILE: "打开的文件太多",
};

function fileReason(error: unknown): string {
  const { code } = error as { code?: string };
  const reason = code === undefined ? undefined : FILE_REASONS[code];
  return reason === undefined ? messageOf(error) : `${reason}（${code}）`;
}

/** What is wrong with a command line, in Chinese. */
export const USAGE_ERRORS_ZH: UsageErrorTexts = {
  noCommand: "要做什么？",
  unknownCommand: (name, known) => `没有 ${quoted(name)} 这个命令；应为 ${known.join("、")}`,
  unknownOption: (option, meant) => `没有 ${option} 这个选项${meant === undefined ? "" : `；是不是 ${meant}？`}`,
  needsValue: (option) => `${option} 需要一个值；以横线开头的值写成 ${option}=值`,
  takesNoValue: (option) => `${option} 不带值`,
  tooMany: (argument) => `多了一个参数 ${quoted(argument)}`,
  exclusive: (first, second) => `${first} 和 ${second} 不能同时使用`,
  only: (called, what) => `${called} 只用于 ${what.join(" 和 ")}`,
  integer: (called, given, least, most) => `${called} 是 ${quoted(given)}；应为${most === undefined ? `不小于 ${least} 的整数` : ` ${least} 到 ${most} 的整数`}`,
  seconds: (called, given, most) => `${called} 是 ${quoted(given)}；应为大于 0、不超过 ${most} 的秒数，例如 20 或 2.5`,
  hexDigits: (called, given) => `${called} 是 ${quoted(given)}；应为成对的十六进制数字，例如 "01 03 0a"`,
  oneOf: (called, given, choices) => `${called} 是 ${quoted(given)}；应为 ${choices.join(" 或 ")}`,
  truth: (called, given) => `${called} 是 ${quoted(given)}；应为 true 或 false`,
  text: (called, given) => `${called} 是 ${quoted(given)}；应为文本`,
  list: (called, given) => `${called} 是 ${quoted(given)}；应为文本的列表`,
  keepAlive: (given) => `--keep-alive 是 ${quoted(given)}；应为没有数据的秒数，1 到 99999，还可以带上探测的间隔秒数和次数，例如 300,10,3`,
  family: (option, host, kind) => `${option} 与 ${quoted(host)} 不符；应为域名或 IPv${kind} 地址`,
  broadcast: (host) => `--broadcast 与 ${quoted(host)} 不符；应为广播地址，例如 192.168.1.255`,
  alpn: (given) => `--alpn 是 ${quoted(given)}；应为用逗号分隔的名称`,
  peerName: (given) => `--name 是 ${quoted(given)}；应为域名或地址`,
  certificateNames: (given) => `--name 是 ${quoted(given)}；应为用逗号分隔的域名和地址`,
  certAndKey: "--cert 和 --key 必须一起使用",
  listenerNeedsCertificate: "tls:// 需要证书：--cert 和 --key，或 --self-signed",
  gatewayNeedsCertificate: "wss:// 需要证书：--cert 和 --key",
  badCertificate: (fault) => `证书和私钥不能用：${faultText(fault)}`,
  unreadable: (called, path, error) => `${called} 是 ${quoted(path)}，无法读取：${fileReason(error)}`,
  unwritable: (called, path, error) => `${called} 是 ${quoted(path)}，无法写入：${fileReason(error)}`,
  noUrl: (use) => `${QUESTIONS[use]}应为 ${FORMS[use]}`,
  noPort: (use, url) => `${quoted(url)} 缺少端口；${formOf(use)}`,
  notUrl: (use, url) => `${quoted(url)} 不是${MEANT[use]}；${formOf(use)}`,
  notGatewayUrl: (called, url) => `${called} 是 ${quoted(url)}；${formOf("gateway")}`,
  unknownScheme: (use, scheme) => `不认识 ${scheme}://；${formOf(use)}`,
  noHost: (url) => `${quoted(url)} 没有主机；${formOf("server")}`,
  hostIsName: (url) => `${quoted(url)} 的主机是域名；应为本机的地址，或不写，表示全部地址`,
  port: (url, given, least) => `${quoted(url)} 的端口是 ${given}；应为 ${least} 到 65535`,
  unknownVariable: (name, known) => `没有 ${name} 这个设置；应为 ${known.join("、")} 之一`,
  unknownKey: (key, file, known) => `没有 ${file} 里的 ${quoted(key)} 这个设置；应为 ${known.join("、")} 之一`,
  notObject: (file, given) => `${file} 是${Array.isArray(given) ? "列表" : ` ${quoted(given)}`}；应为由设置组成的对象`,
  notJson: (called, path, error) => `${called} 是 ${quoted(path)}，它不是 JSON：${messageOf(error)}`,
  workersWithListener: (workers, count, allow, rule) => `${workers} 是 ${count}，而 ${allow} 里有 ${quoted(rule)}；监听到的客户端只能由监听的进程接受，所以监听需要只有一个进程的网关`,
  gatewaySetting: (called, message) => `${called}${gatewaySettingText(message)}`,
};
