import { expect, it } from "vitest";
import { BrokenError, ClosedError, ResolveError, TimeoutError, TlsError } from "@luat/libnet";
import { EN } from "../../src/texts/en.js";
import { hintsOf } from "../../src/texts/hints.js";
import { ZH } from "../../src/texts/zh.js";

const where = { op: "connect", endpoint: "a:1" };

it.each([
  ["untrusted", ["--ca FILE", "--insecure"]],
  ["expired", ["clock", "--insecure"]],
  ["not-yet-valid", ["clock", "--insecure"]],
  ["name", ["--name NAME", "--insecure"]],
  ["client-certificate", ["--cert FILE --key FILE"]],
  ["password", ["LUAT_TLS_PASSWORD"]],
  ["mismatch", ["--key is that of --cert"]],
  ["protocol", ["tcp://"]],
] as const)("the TLS failure %s comes with what can be done about it", (tls, parts) => {
  const error = new TlsError({ reason: "tls", tls }, where);
  const hints = hintsOf(error, EN);
  expect(hints).toHaveLength(parts.length);
  for (const [i, part] of parts.entries()) expect(hints[i]).toContain(part);
  expect(hintsOf(error, ZH)).toHaveLength(parts.length);
});

it.each([
  [new BrokenError({ reason: "refused", errno: "ECONNREFUSED" }, where), "无法连接 a:1：连接被拒绝（ECONNREFUSED）", 1],
  [new TlsError({ reason: "tls", tls: "expired", errno: "CERT_HAS_EXPIRED" }, where), "无法连接 a:1：TLS 失败：对端证书已过期", 2],
  [new ResolveError({ reason: "name" }, where), "无法连接 a:1：域名解析失败", 0],
  [new TimeoutError(5, where), "无法连接 a:1：超时", 0],
  [new ClosedError("closed", "", { op: "send" }), "无法发送到：连接已由本端关闭", 0],
])("%s is said in Chinese", (error, text, hints) => {
  expect(ZH.error(error)).toBe(text);
  expect(hintsOf(error, ZH)).toHaveLength(hints);
});
