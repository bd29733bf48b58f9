import { Gateway, type GatewayOptions } from "@luat/adapters/gateway";
import { MockNet } from "@luat/adapters/mock";
import { expect, it } from "vitest";
import { gatewaySettingText } from "../../src/texts/gateway-settings-zh.js";

/** What a gateway says of a setting, after its name. */
function complaint(settings: Partial<GatewayOptions>): string {
  try {
    new Gateway({ card: new MockNet().host("10.0.0.1"), allow: [], ...settings });
  } catch (error) {
    return (error as Error).message.replace(/^\w+/, "");
  }
  throw new Error("it takes that");
}

it.each<[Partial<GatewayOptions>, string]>([
  [{ allow: ["x"] }, ' 里有 "x"；应为 "tcp://主机:端口"、"tls://…"、"udp://…" 或 "listen://…"'],
  [{ allow: ["tcp://a b:1"] }, ' 里有 "tcp://a b:1"；端口之前应为域名、*.域名、地址、10.0.0.0/8 或 [fd00::/8] 这样的网段，或 *'],
  [{ allow: ["tcp://10.0.0.1/8:1"] }, ' 里有 "tcp://10.0.0.1/8:1"；应为网段的第一个地址，即 10.0.0.0/8'],
  [{ allow: ["listen://a.test:1"] }, ' 里有 "listen://a.test:1"；监听的应为 * 或本机的地址'],
  [{ allow: ["tcp://a.test:0"] }, ' 里有 "tcp://a.test:0"；端口应为 "80"、"80,443"、"8000-8999" 或 "*" 这样的'],
  [{ tokens: [] }, " 是空的；应至少有一个，想让所有人进来就不要给出它"],
  [{ tokens: ["no blanks, please!!"] }, " 里有一个含有空格或可打印 ASCII 以外的字符；不应有"],
  [{ tokens: ["short"] }, " 里有一个是 5 个字符；应为 16 到 4096 个"],
  [{ origins: ["a.test/"] }, ' 里有 "a.test/"；应为 "https://app.example.com" 这样的来源'],
])("what is wrong with %j is said in Chinese", (settings, chinese) => {
  expect(gatewaySettingText(complaint(settings))).toBe(chinese);
});

it("what there is no Chinese for stays as it is", () => {
  expect(gatewaySettingText(" is something new")).toBe(" is something new");
});
