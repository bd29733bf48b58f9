import forge from "node-forge";
import { fromDer, isOf, octetsOf, oidOf, partsOf, type Element } from "./der.js";
import type { PemBlock } from "./pem.js";

/** Gives what was encrypted, or `undefined` when the passphrase is wrong. */
export type Decrypt = (passphrase: string) => Element | undefined;

/** What the types of forge leave out. */
interface Pbe {
  getCipher(oid: string, parameters: Element, password: string): forge.cipher.BlockCipher;
}
const { pbe } = forge.pki as unknown as { pbe: Pbe };

/** The traditional ciphers, as forge calls them, and the octets of their keys. */
const TRADITIONAL: Readonly<Record<string, readonly [forge.cipher.Algorithm, number] | undefined>> = {
  "DES-CBC": ["DES-CBC", 8],
  "DES-EDE3-CBC": ["3DES-CBC", 24],
  "AES-128-CBC": ["AES-CBC", 16],
  "AES-192-CBC": ["AES-CBC", 24],
  "AES-256-CBC": ["AES-CBC", 32],
};

/**
 * How a private key is decrypted; `undefined` when it is not encrypted.
 *
 * @throws Error when it cannot be read, or is encrypted in an unknown way (that may also happen while it is decrypted).
 */
export function encryptionOf({ headers, der }: PemBlock): Decrypt | undefined {
  const information = headers.get("DEK-Info");
  if (information !== undefined) return traditional(information, der);
  const [algorithm, encrypted] = partsOf(fromDer(der));
  // A plain key begins with the number of its version.
  const [oid, parameters] = partsOf(algorithm);
  if (!isOf(oid, forge.asn1.Type.OID) || !isOf(encrypted, forge.asn1.Type.OCTETSTRING) || parameters === undefined) return undefined;
  return pkcs8(oidOf(oid), parameters, octetsOf(encrypted));
}

/** RFC 5958. */
function pkcs8(oid: string, parameters: Element, encrypted: string): Decrypt {
  // The schemes of PKCS#12 count in UTF-16.
  const isWide = oid.startsWith("1.2.840.113549.1.12.");
  return (passphrase) => finish(pbe.getCipher(oid, parameters, isWide ? passphrase : forge.util.encodeUtf8(passphrase)), encrypted);
}

/** RFC 1421, with a key made as OpenSSL makes it. */
function traditional(information: string, encrypted: string): Decrypt {
  const [name = "", iv = ""] = information.split(",");
  const cipher = TRADITIONAL[name];
  if (cipher === undefined) throw new Error(`its cipher is ${name}; expected one of ${Object.keys(TRADITIONAL).join(", ")}`);
  const [algorithm, length] = cipher;
  const salt = forge.util.hexToBytes(iv);
  return (passphrase) => {
    const decipher = forge.cipher.createDecipher(algorithm, stretch(forge.util.encodeUtf8(passphrase), salt.slice(0, 8), length));
    decipher.start({ iv: salt });
    return finish(decipher, encrypted);
  };
}

/** A key for a traditional cipher. All texts have one character for each octet. */
export function stretch(passphrase: string, salt: string, length: number): string {
  let key = "";
  for (let last = ""; key.length < length; key += last) {
    const md5 = forge.md.md5.create();
    md5.update(last + passphrase + salt);
    last = md5.digest().getBytes();
  }
  return key.slice(0, length);
}

function finish(decipher: forge.cipher.BlockCipher, encrypted: string): Element | undefined {
  decipher.update(forge.util.createBuffer(encrypted));
  if (!decipher.finish()) return undefined;
  // One wrong passphrase in 256 has by chance an end that looks right, and some of these more than that.
  const decrypted = caught(() => fromDer(decipher.output.getBytes()));
  return isOf(decrypted, forge.asn1.Type.SEQUENCE) ? decrypted : undefined;
}

function caught(read: () => Element): Element | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
