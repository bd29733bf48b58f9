import { describe, expect, it } from "vitest";
import { describeFault, type Fault, type PeerCertificate } from "../src/index.js";

const CERTIFICATE: PeerCertificate = {
  ...{ subject: "CN=broker.test", issuer: "CN=Other CA", names: ["broker.test", "10.0.0.5"] },
  ...{ validFrom: 0, validTo: 86_400_000, serialNumber: "01", key: "EC P-256", fingerprint: "AA" },
};
const OTHER = { ...CERTIFICATE, subject: "CN=Other CA", issuer: "CN=Root" };

/** What is told behind the reason. */
function told(tls: Fault["tls"], peerCertificates: readonly PeerCertificate[] | undefined, more: Partial<Fault> = {}): string {
  const plain = describeFault({ reason: "tls", tls, ...more, wantedName: undefined });
  const all = describeFault({ reason: "tls", tls, peerCertificates, ...more });
  expect(all.startsWith(plain)).toBe(true);
  return all.slice(plain.length);
}

describe("what is told of a certificate that is not good", () => {
  it("has the names that it is for, and the one that it was to be for", () => {
    expect(told("name", [CERTIFICATE], { wantedName: "localhost" })).toBe(", it is for broker.test, 10.0.0.5, not for localhost");
    expect(told("name", [CERTIFICATE])).toBe(", it is for broker.test, 10.0.0.5");
    expect(told("name", [{ ...CERTIFICATE, names: [] }])).toBe(", it is for CN=broker.test");
    expect(told("name", [{ ...CERTIFICATE, names: [], subject: "" }])).toBe(", it is for no name");
  });

  it("has no more than five of many names", () => {
    const names = Array.from({ length: 9 }, (_, n) => `n${n}.test`);
    expect(told("name", [{ ...CERTIFICATE, names }])).toBe(", it is for n0.test, n1.test, n2.test, n3.test, n4.test and 4 more");
  });

  it("has who signed it, when that is not known, or that it did so itself", () => {
    expect(told("untrusted", [CERTIFICATE])).toBe(", it is issued by CN=Other CA");
    expect(told("untrusted", [CERTIFICATE, OTHER])).toBe(", its chain ends at CN=Root");
    expect(told("untrusted", [{ ...CERTIFICATE, issuer: CERTIFICATE.subject }])).toBe(", it is self-signed by CN=broker.test");
  });

  it("has the dates of the one whose time it is not", () => {
    expect(told("expired", [CERTIFICATE, { ...OTHER, validTo: 99_000_000 }])).toBe(", CN=broker.test is valid from 1970-01-01T00:00:00.000Z to 1970-01-02T00:00:00.000Z");
    expect(told("not-yet-valid", [CERTIFICATE, { ...OTHER, validFrom: 1_000, validTo: NaN }])).toBe(", CN=Other CA is valid from 1970-01-01T00:00:01.000Z to an unknown date");
    expect(told("expired", [{ ...CERTIFICATE, validTo: 9e15 }])).toContain(" to 9000000000000000");
  });

  it("has nothing where the card does not show it, or it is about something else", () => {
    expect(told("name", undefined)).toBe("");
    expect(told("untrusted", [])).toBe("");
    expect(told("revoked", [CERTIFICATE])).toBe("");
  });

  it("stays on one line of bounded length, whatever the peer shows", () => {
    expect(told("untrusted", [{ ...CERTIFICATE, issuer: "CN=a\nI/main all is well" }])).toBe(", it is issued by CN=a?I/main all is well");
    expect(told("name", [{ ...CERTIFICATE, names: ["x".repeat(5_000)] }])).toHaveLength(", it is for ".length + 120);
  });
});
