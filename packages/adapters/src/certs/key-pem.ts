import forge from "node-forge";
import { integer, NULL, octetString, partsOf, sequence, toDer, type Element } from "./der.js";
import { stretch } from "./key-encryption.js";
import type { KeyFormat } from "./key-format.js";
import type { PrivateKey } from "./key.js";
import { withoutReturns } from "./pem.js";

/** How often a passphrase is stretched. More would keep guessers away from a secret; here there is none, and tests would wait. */
const ITERATIONS = 100;

/** Writes a private key, encrypted with AES where there is a passphrase. */
export function keyToPem(key: PrivateKey, format: KeyFormat, passphrase: string | undefined): string {
  const password = passphrase === undefined ? undefined : forge.util.encodeUtf8(passphrase);
  return withoutReturns(format === "traditional" ? traditional(key, password) : pkcs8(key, password));
}

/** RFC 5958. */
function pkcs8({ traditional: inner, publicKey }: PrivateKey, password: string | undefined): string {
  const [algorithm = NULL] = partsOf(publicKey.info);
  const info = sequence(integer("\0"), algorithm, octetString(toDer(inner)));
  if (password === undefined) return pem("PRIVATE KEY", info);
  return pem("ENCRYPTED PRIVATE KEY", forge.pki.encryptPrivateKeyInfo(info, password, { algorithm: "aes256", count: ITERATIONS, prfAlgorithm: "sha256" }));
}

/** RFC 1421, with a key made as OpenSSL makes it. */
function traditional({ traditional: element, publicKey }: PrivateKey, password: string | undefined): string {
  const label = publicKey.type === "rsa" ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
  if (password === undefined) return pem(label, element);
  const iv = forge.random.getBytesSync(16);
  const cipher = forge.cipher.createCipher("AES-CBC", stretch(password, iv.slice(0, 8), 32));
  cipher.start({ iv });
  cipher.update(forge.util.createBuffer(toDer(element)));
  cipher.finish();
  return forge.pem.encode({
    type: label,
    procType: { version: "4", type: "ENCRYPTED" },
    dekInfo: { algorithm: "AES-256-CBC", parameters: forge.util.bytesToHex(iv).toUpperCase() },
    body: cipher.output.getBytes(),
  });
}

function pem(type: string, element: Element): string {
  return forge.pem.encode({ type, body: toDer(element) });
}
