import forge from "node-forge";
import { NULL, objectId, octetString, sequence, toDer } from "./der.js";

const SHA256 = "2.16.840.1.101.3.4.2.1";

/**
 * Signs with SHA-256 as RFC 8017, 8.2 says (RSASSA-PKCS1-v1_5), with the numbers of the engine: forge's own, made of small ones, take
 * five times as long. How long it takes tells something of the key, which only keys for tests may do.
 *
 * @param length - of the signature, in octets.
 */
export function rsaSignature({ p, q, dP, dQ, qInv }: forge.pki.rsa.PrivateKey, length: number, bytes: string): string {
  const digest = forge.md.sha256.create().update(bytes).digest().getBytes();
  const info = toDer(sequence(sequence(objectId(SHA256), NULL), octetString(digest)));
  const padded = `\0\u0001${"\u00ff".repeat(length - info.length - 3)}\0${info}`;
  const message = BigInt(`0x${forge.util.bytesToHex(padded)}`);
  // By the Chinese remainder theorem: two small powers instead of a large one.
  const [ofP, ofQ] = [power(message, dP, p), power(message, dQ, q)];
  const modulus = bigInt(p);
  const rest = (((ofP - ofQ) * bigInt(qInv)) % modulus) + modulus;
  const signature = ofQ + (rest % modulus) * bigInt(q);
  return forge.util.hexToBytes(signature.toString(16).padStart(2 * length, "0"));
}

function power(base: bigint, exponent: forge.jsbn.BigInteger, modulus: forge.jsbn.BigInteger): bigint {
  const m = bigInt(modulus);
  const b = base % m;
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % m;
    if (bit === "1") result = (result * b) % m;
  }
  return result;
}

function bigInt(number: forge.jsbn.BigInteger): bigint {
  return BigInt(`0x${number.toString(16)}`);
}
