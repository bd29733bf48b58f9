import type { Fault } from "@luat/contract";
import forge from "node-forge";
import { encryptionOf } from "./key-encryption.js";
import { readBlocks } from "./pem.js";
import { hexOf } from "./public-key.js";
import { tlsFault } from "./tls-fault.js";

const LABELS = new Set(["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "DER"]);

/**
 * Reads the first private key: PKCS#1 or PKCS#8, plain or encrypted.
 *
 * @returns its public half (SubjectPublicKeyInfo) in hexadecimal, or the fault "key" or "password".
 */
export function readPrivateKey(input: string | Uint8Array, passphrase: string | undefined): string | Fault {
  try {
    const block = readBlocks(input).find(({ label }) => label === "DER" || label.endsWith("PRIVATE KEY"));
    if (block === undefined) return tlsFault("key", "key holds no private key");
    if (!LABELS.has(block.label)) return tlsFault("key", `key is of the kind ${block.label}; expected an RSA key`);
    const decrypt = encryptionOf(block);
    if (decrypt === undefined) return publicHalf(forge.asn1.fromDer(block.der));
    if (passphrase === undefined) return tlsFault("password", "key is encrypted, and passphrase is missing");
    const decrypted = decrypt(passphrase);
    return decrypted === undefined ? tlsFault("password", "passphrase is not that of key") : publicHalf(decrypted);
  } catch (error) {
    return tlsFault("key", "key cannot be read", error as Error);
  }
}

function publicHalf(privateKey: forge.asn1.Asn1): string {
  const { n, e } = forge.pki.privateKeyFromAsn1(privateKey);
  return hexOf(forge.pki.rsa.setPublicKey(n, e));
}
