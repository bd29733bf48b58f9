import { describeFault, type FaultReason } from "@luat/contract";
import { describe, expect, it } from "vitest";

const REASONS: readonly FaultReason[] = [
  "refused",
  "reset",
  "timeout",
  "unreachable",
  "in-use",
  "address",
  "name",
  "tls",
  "link",
  "forbidden",
  "unsupported",
  "limit",
  "size",
  "broken",
];

describe("describeFault", () => {
  it("has words of its own for each reason", () => {
    const texts = REASONS.map((reason) => describeFault({ reason }));
    expect(texts.every((text) => text.length > 0)).toBe(true);
    expect(new Set(texts).size).toBe(REASONS.length);
  });

  it("says what is wrong about TLS", () => {
    expect(describeFault({ reason: "tls", tls: "mismatch" })).toBe("TLS failure: the private key is not that of the certificate");
  });

  it.each([
    ["no-certificate", "TLS failure: the peer shows no certificate"],
    ["client-certificate", "TLS failure: the peer wants a client certificate, or another one"],
  ] as const)("says of %s whose certificate is missing", (tls, text) => {
    expect(describeFault({ reason: "tls", tls })).toBe(text);
  });

  it("adds the code of the system", () => {
    expect(describeFault({ reason: "refused", errno: "ECONNREFUSED" })).toBe("connection refused (ECONNREFUSED)");
    expect(describeFault({ reason: "tls", errno: "CERT_HAS_EXPIRED", tls: "expired" })).toBe("TLS failure: the peer's certificate has expired (CERT_HAS_EXPIRED)");
  });

  it("ends with what a card adds to the reason", () => {
    expect(describeFault({ reason: "refused", errno: "ECONNREFUSED", note: "the gateway is away" })).toBe("connection refused (ECONNREFUSED), the gateway is away");
  });
});
