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
  "broken",
];

describe("describeFault", () => {
  it("has words of its own for each reason", () => {
    const texts = REASONS.map((reason) => describeFault({ reason }));
    expect(texts.every((text) => text.length > 0)).toBe(true);
    expect(new Set(texts).size).toBe(REASONS.length);
  });

  it("adds the code of the system, and rather that of TLS", () => {
    expect(describeFault({ reason: "refused", errno: "ECONNREFUSED" })).toBe("connection refused (ECONNREFUSED)");
    expect(describeFault({ reason: "tls", errno: "EPROTO", tls: "CERT_HAS_EXPIRED" })).toBe("TLS failure (CERT_HAS_EXPIRED)");
  });
});
