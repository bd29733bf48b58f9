import { expect, it } from "vitest";
import { BrokenError, ClosedError, ResolveError, TimeoutError, TlsError } from "@luat/libnet";
import { EN } from "../../src/texts/en.js";
import { hintsOf, hintsOfRejected } from "../../src/texts/hints.js";
import { ZH } from "../../src/texts/zh.js";

const where = { op: "connect", endpoint: "a:1" };

it.each([
  ["untrusted", ["--ca FILE", "--insecure"]],
  ["expired", ["clock", "--insecure"]],
  ["not-yet-valid", ["clock", "--insecure"]],
  ["name", ["--name NAME", "--insecure"]],
  ["client-certificate", ["--cert FILE --key FILE"]],
  ["password", ["LUAT_TLS_PASSWORD"]],
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
  [new TlsError({ reason: "tls", tls: "expired", errno: "CERT_HAS_EXPIRED" }, where), "无法连接 a:1：TLS 失败：对端证书已过期（CERT_HAS_EXPIRED）", 2],
  [new ResolveError({ reason: "name", errno: "ENOTFOUND" }, where), "无法连接 a:1：域名解析失败（ENOTFOUND）", 1],
  [new TimeoutError(5, { ...where, note: "waiting for the peer to answer, tried 1.2.3.4 (connection refused), ::1 (no answer)" }), "无法连接 a:1：超时，等了 5 毫秒，在等对端应答，试过 1.2.3.4、::1", 0],
  [new BrokenError({ reason: "in-use", errno: "EADDRINUSE" }, { ...where, note: "the local port is 80" }), "无法连接 a:1：本地端口已被占用（EADDRINUSE），本地端口是 80", 1],
  [new BrokenError({ reason: "unsupported", cause: new Error("listening") }, where), "无法连接 a:1：网卡不支持：listening", 0],
  [new ClosedError("closed", "", { op: "send" }), "无法发送到：连接已由本端关闭", 0],
])("%s is said in Chinese", (error, text, hints) => {
  expect(ZH.error(error)).toBe(text);
  expect(hintsOf(error, ZH)).toHaveLength(hints);
});

it.each([
  ["ca", '--ca is "c.pem"'],
  ["certificate", '--cert is "a.pem"'],
  ["key", '--key is "b.pem"'],
  ["mismatch", '--key is "b.pem"'],
] as const)("a fault of the settings, %s, comes with the file to blame and what was found", (tls, start) => {
  const cause = new Error("it cannot be read", { cause: new Error("it holds nothing") });
  const error = new TlsError({ reason: "tls", tls, cause }, where);
  const given = { files: { ca: "c.pem", cert: "a.pem", key: "b.pem" } };
  for (const texts of [EN, ZH]) {
    const [hint = "", ...more] = hintsOf(error, texts, given);
    expect(hint.replaceAll(" 是", " is")).toContain(start);
    expect(hint).toContain("it holds nothing");
    expect(more).toEqual([]);
  }
});

it("a name without an address of the wanted kind may have others", () => {
  const error = new ResolveError({ reason: "name", errno: "ENOTFOUND" }, where);
  expect(hintsOf(error, EN, { family: 6 })).toEqual([EN.hints.name, EN.hints.family]);
});

it.each(["ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "ERR_SSL_NO_APPLICATION_PROTOCOL"])("%s is about --alpn on either side", (errno) => {
  const fault = { reason: "tls", tls: "refused", errno } as const;
  expect(hintsOf(new TlsError(fault, where), EN)).toEqual([EN.hints.alpn]);
  expect(hintsOfRejected(fault, EN)).toEqual([EN.hints.alpn]);
});

it("clients that are rejected come with what can be done, where something can", () => {
  expect(hintsOfRejected({ reason: "tls", tls: "no-certificate" }, EN)).toEqual([EN.hints["client-needs"]]);
  expect(hintsOfRejected({ reason: "tls", tls: "refused", errno: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" }, EN)).toEqual([EN.hints["client-trust"]]);
  expect(hintsOfRejected({ reason: "tls", tls: "protocol" }, EN)).toEqual([]);
  expect(hintsOfRejected({ reason: "timeout" }, EN)).toEqual([]);
});
