import forge from "node-forge";

/** One text for each public key: its SubjectPublicKeyInfo in hexadecimal. */
export function hexOf(key: forge.pki.rsa.PublicKey): string {
  return forge.asn1.toDer(forge.pki.publicKeyToAsn1(key)).toHex();
}
