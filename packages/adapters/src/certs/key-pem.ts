import forge from "node-forge";
import type { KeyFormat } from "./key-format.js";
import { withoutReturns } from "./pem.js";

/** Writes a private key, encrypted with AES where there is a passphrase. */
export function keyToPem(key: forge.pki.rsa.PrivateKey, format: KeyFormat, passphrase: string | undefined): string {
  return withoutReturns(write(key, format, passphrase));
}

function write(key: forge.pki.rsa.PrivateKey, format: KeyFormat, passphrase: string | undefined): string {
  const { pki, util } = forge;
  if (passphrase !== undefined) {
    const legacy = format === "traditional";
    return pki.encryptRsaPrivateKey(key, util.encodeUtf8(passphrase), { algorithm: "aes256", prfAlgorithm: "sha256", legacy });
  }
  return format === "traditional" ? pki.privateKeyToPem(key) : pki.privateKeyInfoToPem(pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)));
}
