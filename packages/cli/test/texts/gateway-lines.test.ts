import { expect, it } from "vitest";
import { ZH } from "../../src/texts/zh.js";

const channel = { channel: 7, client: "198.51.100.7", kind: "tcp", target: "a.test:1883" };

it.each([
  [{ event: "opened", ...channel, address: "192.0.2.1:1883" }, "#7 tcp a.test:1883（客户端 198.51.100.7）已打开，地址 192.0.2.1:1883"],
  [{ event: "closed", ...channel, reason: "done", up: 1, down: 2, ms: 3 }, "#7 tcp a.test:1883（客户端 198.51.100.7）已关闭：正常结束；上行 1 字节，下行 2 字节，3 毫秒"],
  [{ event: "closed", ...channel, reason: "refused", errno: "ECONNREFUSED", up: 0, down: 0, ms: 3 }, "#7 tcp a.test:1883（客户端 198.51.100.7）已关闭：连接被拒绝（ECONNREFUSED）；上行 0 字节，下行 0 字节，3 毫秒"],
  [{ event: "closed", ...channel, target: undefined, reason: "news", up: 0, down: 0, ms: 3 }, "#7 tcp（客户端 198.51.100.7）已关闭：news；上行 0 字节，下行 0 字节，3 毫秒"],
  [{ event: "refused", ...channel, reason: "forbidden", why: "tcp://a.test:1883: no rule" }, "拒绝了 #7 tcp a.test:1883（客户端 198.51.100.7）：没有规则允许（tcp://a.test:1883: no rule）"],
  [{ event: "refused", client: "198.51.100.7", reason: "origin", origin: "https://b.test" }, "拒绝了 198.51.100.7 的升级请求：网页的来源不在允许之列（https://b.test）"],
  [{ event: "refused", client: "198.51.100.7", reason: "rate" }, "拒绝了 198.51.100.7 的升级请求：短时间内新建太多"],
  [{ event: "left-out", leftOut: 5 }, "另有 5 行省略"],
  [{ event: "renew", ...channel, kind: "listen", reason: "tls" }, "#7 listen a.test:1883（客户端 198.51.100.7）更换证书失败：TLS 失败"],
  [{ event: "listening" }, "as it is"],
])("a gateway's line with %j is said in Chinese", (fields, line) => {
  expect(ZH.gatewayLine("as it is", fields)).toBe(line);
});
