import forge from "node-forge";
import { bitsOf, oidOf, partsOf, toDer, type Element } from "./der.js";
import { EC_KEY, readEcPublicKey } from "./ec-key.js";
import type { PublicKey } from "./key.js";
import { readRsaPublicKey } from "./rsa-key.js";

export const RSA_KEY = "1.2.840.113549.1.1.1";

/**
 * Reads a SubjectPublicKeyInfo.
 *
 * @throws Error for keys that are not known here.
 */
export function readPublicKey(info: Element | undefined): PublicKey {
  const [algorithm, bits] = partsOf(info);
  const [oid, parameters] = partsOf(algorithm);
  const kind = oidOf(oid);
  if (kind === RSA_KEY) return readRsaPublicKey(bitsOf(bits));
  if (kind === EC_KEY) return readEcPublicKey(parameters, bitsOf(bits));
  throw unknownKey(kind);
}

export function unknownKey(kind: string): Error {
  return new Error(`its key is of the kind ${kind || "without a name"}; expected RSA or EC`);
}

/** One text for each public key: its SubjectPublicKeyInfo in hexadecimal. */
export function hexOf({ info }: PublicKey): string {
  return forge.util.bytesToHex(toDer(info));
}

/** What tells public keys apart in certificates (RFC 5280, 4.2.1.2). */
export function keyIdentifierOf({ info }: PublicKey): string {
  return forge.md.sha1.create().update(bitsOf(partsOf(info)[1])).digest().getBytes();
}
