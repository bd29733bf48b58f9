import type { Verdict } from "./verdict.js";

export function matchBytes(expected: Uint8Array, received: Uint8Array): Verdict {
  const common = Math.min(expected.length, received.length);
  for (let i = 0; i < common; i++) {
    if (expected[i] !== received[i]) return { kind: "differs", what: "met other bytes" };
  }
  if (common < expected.length) return { kind: "more" };
  return { kind: "taken", length: common, match: received.slice(0, common) };
}
