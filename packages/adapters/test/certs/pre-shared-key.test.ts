import type { PreSharedKey, TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { readPreSharedKey } from "../../src/certs/pre-shared-key.js";

function read(psk: PreSharedKey, more: Partial<TlsConfig> = {}): ReturnType<typeof readPreSharedKey> {
  return readPreSharedKey({ verify: true, psk, ...more });
}

describe("readPreSharedKey", () => {
  it("takes texts as UTF-8, and bytes as they are", () => {
    expect(readPreSharedKey({ verify: true })).toBeUndefined();
    expect(read({ identity: "é", key: "k" })).toEqual({ identity: Uint8Array.of(0xc3, 0xa9), key: Uint8Array.of(107) });
    expect(read({ identity: Buffer.from("é"), key: Uint8Array.of(0, 255) })).toEqual({ identity: Uint8Array.of(0xc3, 0xa9), key: Uint8Array.of(0, 255) });
    expect(read({ identity: "i".repeat(128), key: new Uint8Array(256) })).not.toHaveProperty("reason");
  });

  it.each([
    [{ identity: "", key: "k" }, {}, "psk.identity has 0 bytes; expected 1 to 128"],
    [{ identity: "i".repeat(129), key: "k" }, {}, "psk.identity has 129 bytes; expected 1 to 128"],
    [{ identity: "i", key: "" }, {}, "psk.key has 0 bytes; expected 1 to 256"],
    [{ identity: "i", key: new Uint8Array(257) }, {}, "psk.key has 257 bytes; expected 1 to 256"],
    [{ identity: "a\0b", key: "k" }, {}, "psk.identity holds a zero; expected none"],
    [{ identity: "i", key: "k" }, { ca: "x" }, "psk is given beside ca, cert or key; expected one or the other"],
  ])("says what is wrong about %j with %j", (psk, more, message) => {
    expect(read(psk, more)).toMatchObject({ reason: "tls", tls: "psk", cause: { message } });
  });
});
