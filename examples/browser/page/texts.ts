/** Everything that the page says, in English and in Chinese. */
const TEXTS = {
  title: ["Luat network tool", "Luat 网络调试助手"],
  protocol: ["Protocol", "协议"],
  host: ["Host", "主机"],
  port: ["Port", "端口"],
  connect: ["Connect", "连接"],
  disconnect: ["Disconnect", "断开"],
  more: ["Gateway and options", "网关与选项"],
  gateway: ["Gateway", "网关"],
  token: ["Token", "令牌"],
  reconnect: ["Connect again when it is lost", "断开后自动重连"],
  verify: ["Verify the server's certificate (TLS)", "校验服务器证书（TLS）"],
  sent: ["Sent", "已发送"],
  received: ["Received", "已接收"],
  connections: ["Connections", "连接次数"],
  since: ["On line since", "上线时间"],
  text: ["Text", "文本"],
  hex: ["Hex", "十六进制"],
  follow: ["Follow", "自动滚动"],
  save: ["Save", "保存"],
  clear: ["Clear", "清空"],
  transcript: ["What was sent and received", "收发记录"],
  data: ["Data to send", "要发送的数据"],
  dataHint: ["Enter sends, Shift+Enter begins a line, ↑ goes back to earlier messages", "Enter 发送，Shift+Enter 换行，↑ 取回之前的内容"],
  ending: ["Line end", "行尾"],
  none: ["none", "无"],
  repeat: ["Repeat every", "循环发送"],
  period: ["Milliseconds between messages", "发送间隔（毫秒）"],
  send: ["Send", "发送"],
  offline: ["off line", "未连接"],
  connecting: ["connecting …", "正在连接…"],
  online: ["on line", "已连接"],
  waiting: ["connecting again …", "等待重连…"],
  bytes: ["bytes", "字节"],
  messages: ["msg", "条"],
  isOnline: ["on line with", "已连接到"],
  isBound: ["ready for datagrams with", "可与之收发数据报："],
  isOffline: ["disconnected", "已断开"],
  lost: ["the connection was lost: ", "连接丢失："],
  retryIn: ["s until the next attempt", "秒后重试"],
  unsent: ["not sent: ", "未发出："],
  badHex: ["hex digits come in pairs, such as 01 0A ff; this does not belong there: ", "十六进制须成对，如 01 0A ff；此处不符："],
  forbidden: ["the gateway does not allow it; see its rules, or start the page with --allow", "网关不允许访问；请查看网关的规则，或用 --allow 启动"],
  cut: ["more bytes", "字节未显示"],
  badPort: ["the port is a number from 1 to 65535", "端口是 1 到 65535 的数"],
  badPeriod: ["the time between messages is at least 10 ms", "发送间隔至少 10 毫秒"],
} as const satisfies { readonly [key: string]: readonly [english: string, chinese: string] };

/** What can be said. */
export type TextKey = keyof typeof TEXTS;

/** The languages of the page. */
export type Language = "en" | "zh-CN";

let language: Language = "en";

/** The language that is spoken now. */
export function spoken(): Language {
  return language;
}

/** What is said, in the language that is spoken now. */
export function say(key: TextKey): string {
  const [english, chinese] = TEXTS[key];
  return language === "en" ? english : chinese;
}

/** Speaks another language from now on, on the whole page. */
export function speak(next: Language): void {
  language = next;
  document.documentElement.lang = next;
  document.title = say("title");
  const fill = (name: string, write: (element: Element, text: string) => void): void => {
    for (const element of document.querySelectorAll(`[data-${name}]`)) write(element, say(element.getAttribute(`data-${name}`) as TextKey));
  };
  fill("text", (element, text) => (element.textContent = text));
  fill("label", (element, text) => { element.setAttribute("aria-label", text); });
  fill("placeholder", (element, text) => { element.setAttribute("placeholder", text); });
}
