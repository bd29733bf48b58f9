import { createVerify } from "node:crypto";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { rsaSignature } from "../../src/certs/rsa-signature.js";
import { newKeys } from "./crafted.js";

describe("a signature with an RSA key", () => {
  it.each([1024, 1032, 2048])("of %d bits is the one that forge and Node know", (bits) => {
    const { privateKey, publicKey } = newKeys(bits);
    for (let n = 0; n < 5; n++) {
      const signature = rsaSignature(privateKey, bits / 8, `message ${n}`);
      expect(signature).toBe(privateKey.sign(forge.md.sha256.create().update(`message ${n}`)));
      const verify = createVerify("sha256").update(`message ${n}`);
      expect(verify.verify(forge.pki.publicKeyToPem(publicKey), Buffer.from(signature, "latin1"))).toBe(true);
    }
  });
});
