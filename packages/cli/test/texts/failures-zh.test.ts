import type { Fault, PeerCertificate } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { faultText } from "../../src/index.js";

const certificate: PeerCertificate = {
  subject: "CN=a.test",
  issuer: "CN=Root",
  names: ["a.test", "b.test"],
  validFrom: 0,
  validTo: 86_400_000,
  serialNumber: "01",
  fingerprint: "00",
  key: "EC prime256v1",
};
const fault = (tls: Fault["tls"], peerCertificates = [certificate], more: Partial<Fault> = {}): Fault => ({ reason: "tls", tls, peerCertificates, ...more });

describe("what is wrong with a certificate, in Chinese", () => {
  it.each<[Fault, string]>([
    [fault("name", undefined, { wantedName: "c.test" }), "TLS 失败：对端证书属于别的域名，它属于 a.test、b.test，不是 c.test"],
    [fault("name"), "TLS 失败：对端证书属于别的域名，它属于 a.test、b.test"],
    [fault("untrusted"), "TLS 失败：对端证书不是由可信的 CA 签发，由 CN=Root 签发"],
    [fault("untrusted", [certificate, { ...certificate, issuer: "CN=Top" }]), "TLS 失败：对端证书不是由可信的 CA 签发，证书链止于 CN=Top"],
    [fault("untrusted", [{ ...certificate, issuer: "CN=a.test" }]), "TLS 失败：对端证书不是由可信的 CA 签发，由 CN=a.test 自签名"],
    [fault("expired"), "TLS 失败：对端证书已过期，CN=a.test 的有效期是 1970-01-01T00:00:00.000Z 到 1970-01-02T00:00:00.000Z"],
  ])("%#: names, who signed, dates", (what, text) => {
    expect(faultText(what, "zh")).toBe(text);
  });
});
