import { expect, it } from "vitest";
import type { UsageErrorTexts } from "../../src/texts/usage-error-texts.js";
import { USAGE_ERRORS_EN } from "../../src/texts/usage-errors-en.js";
import { USAGE_ERRORS_ZH } from "../../src/texts/usage-errors-zh.js";
import { wrong } from "../../src/texts/wrong.js";

type Say = (texts: UsageErrorTexts) => string;

const missing = Object.assign(new Error("ENOENT: no such file or directory, open '/x'"), { code: "ENOENT" });
const strange = Object.assign(new Error("ESTRANGE: something else"), { code: "ESTRANGE" });

/** Each text, and what it is in Chinese. */
const SAMPLES: { readonly [name in keyof UsageErrorTexts]: readonly [Say, string] } = {
  noCommand: [(say) => say.noCommand, "要做什么？"],
  unknownCommand: [(say) => say.unknownCommand("conect", ["connect", "listen"]), '没有 "conect" 这个命令；应为 connect、listen'],
  unknownOption: [(say) => say.unknownOption("--foo", "--for"), "没有 --foo 这个选项；是不是 --for？"],
  needsValue: [(say) => say.needsValue("--count"), "--count 需要一个值；以横线开头的值写成 --count=值"],
  takesNoValue: [(say) => say.takesNoValue("--hex"), "--hex 不带值"],
  tooMany: [(say) => say.tooMany("b"), '多了一个参数 "b"'],
  exclusive: [(say) => say.exclusive("--hex", "--raw"), "--hex 和 --raw 不能同时使用"],
  only: [(say) => say.only("--ipv4", ["tcp://", "tls://"]), "--ipv4 只用于 tcp:// 和 tls://"],
  integer: [(say) => say.integer("--count", "-1", 1, 9), '--count 是 "-1"；应为 1 到 9 的整数'],
  seconds: [(say) => say.seconds("--duration", "0", 9), '--duration 是 "0"；应为大于 0、不超过 9 的秒数，例如 20 或 2.5'],
  hexDigits: [(say) => say.hexDigits("--data-hex", "0"), '--data-hex 是 "0"；应为成对的十六进制数字，例如 "01 03 0a"'],
  oneOf: [(say) => say.oneOf("--lang", "fr", ["zh", "en"]), '--lang 是 "fr"；应为 zh 或 en'],
  truth: [(say) => say.truth("LUAT_GATEWAY_TRUST_PROXY", "yes"), 'LUAT_GATEWAY_TRUST_PROXY 是 "yes"；应为 true 或 false'],
  text: [(say) => say.text("--x", 1), "--x 是 1；应为文本"],
  list: [(say) => say.list("--x", 1), "--x 是 1；应为文本的列表"],
  keepAlive: [(say) => say.keepAlive("0"), '--keep-alive 是 "0"；应为没有数据的秒数，1 到 99999，还可以带上探测的间隔秒数和次数，例如 300,10,3'],
  family: [(say) => say.family("--ipv4", "::1", 4), '--ipv4 与 "::1" 不符；应为域名或 IPv4 地址'],
  broadcast: [(say) => say.broadcast("a"), '--broadcast 与 "a" 不符；应为广播地址，例如 192.168.1.255'],
  alpn: [(say) => say.alpn("h2,"), '--alpn 是 "h2,"；应为用逗号分隔的名称'],
  peerName: [(say) => say.peerName("a/b"), '--name 是 "a/b"；应为域名或地址'],
  certificateNames: [(say) => say.certificateNames("a b"), '--name 是 "a b"；应为用逗号分隔的域名和地址'],
  certAndKey: [(say) => say.certAndKey, "--cert 和 --key 必须一起使用"],
  listenerNeedsCertificate: [(say) => say.listenerNeedsCertificate, "tls:// 需要证书：--cert 和 --key，或 --self-signed"],
  gatewayNeedsCertificate: [(say) => say.gatewayNeedsCertificate, "wss:// 需要证书：--cert 和 --key"],
  badCertificate: [(say) => say.badCertificate({ reason: "tls", tls: "mismatch" }), "证书和私钥不能用：TLS 失败：私钥与证书不匹配"],
  unreadable: [(say) => say.unreadable("--ca", "/x", missing), '--ca 是 "/x"，无法读取：没有这个文件或文件夹（ENOENT）'],
  unwritable: [(say) => say.unwritable("--ca-out", "/x", strange), '--ca-out 是 "/x"，无法写入：ESTRANGE: something else'],
  noUrl: [(say) => say.noUrl("server"), "连接哪里？应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口"],
  noPort: [(say) => say.noPort("server", "tcp://a"), "\"tcp://a\" 缺少端口；应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口"],
  notUrl: [(say) => say.notUrl("listener", ":1"), '":1" 不是监听的 URL；应为 tcp://[地址]:端口、tls://[地址]:端口 或 udp://[地址]:端口，地址可以不写'],
  notGatewayUrl: [(say) => say.notGatewayUrl("LUAT_GATEWAY_URL", "1"), 'LUAT_GATEWAY_URL 是 "1"；应为 ws://[地址]:端口[/路径] 或 wss://[地址]:端口[/路径]，地址可以不写'],
  unknownScheme: [(say) => say.unknownScheme("server", "http"), "不认识 http://；应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口"],
  noHost: [(say) => say.noHost("tcp://:80"), '"tcp://:80" 没有主机；应为 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口'],
  hostIsName: [(say) => say.hostIsName("tcp://a:1"), '"tcp://a:1" 的主机是域名；应为本机的地址，或不写，表示全部地址'],
  port: [(say) => say.port("tcp://a:0", "0", 1), '"tcp://a:0" 的端口是 0；应为 1 到 65535'],
  unknownVariable: [(say) => say.unknownVariable("LUAT_GATEWAY_X", ["LUAT_GATEWAY_URL"]), "没有 LUAT_GATEWAY_X 这个设置；应为 LUAT_GATEWAY_URL 之一"],
  unknownKey: [(say) => say.unknownKey("x", "c.json", ["url", "allow"]), '没有 c.json 里的 "x" 这个设置；应为 url、allow 之一'],
  notObject: [(say) => say.notObject("c.json", []), "c.json 是列表；应为由设置组成的对象"],
  notJson: [(say) => say.notJson("--config", "/x", new Error("the end")), '--config 是 "/x"，它不是 JSON：the end'],
  workersWithListener: [(say) => say.workersWithListener("--workers", 2, "--allow", "listen://*:1"), '--workers 是 2，而 --allow 里有 "listen://*:1"；监听到的客户端只能由监听的进程接受，所以监听需要只有一个进程的网关'],
  gatewaySetting: [(say) => say.gatewaySetting("--token", " has one of 3 characters; expected 16 to 4096"), "--token 里有一个是 3 个字符；应为 16 到 4096 个"],
};

it.each(Object.entries(SAMPLES))("%s is said in Chinese, with what it is about", (_name, [say, chinese]) => {
  expect(say(USAGE_ERRORS_ZH)).toBe(chinese);
  for (const [fact] of say(USAGE_ERRORS_EN).matchAll(/--[a-z\d-]+|"[^"]*"|\bLUAT_[A-Z_]+|\b\d+\b/g)) expect(chinese).toContain(fact);
});

it("a limit that there is not is not said", () => {
  expect(USAGE_ERRORS_ZH.integer("--count", "x", 1)).toBe('--count 是 "x"；应为不小于 1 的整数');
});

it("the error has both, and its message is the English one", () => {
  const error = wrong((say, language) => say.takesNoValue(language));
  expect([error.message, error.in("en"), error.in("zh")]).toEqual(["en takes no value", "en takes no value", "zh 不带值"]);
});
