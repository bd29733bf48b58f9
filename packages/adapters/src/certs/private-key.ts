import type { Fault } from "@luat/contract";
import forge from "node-forge";
import { fromDer, isOf, octetsOf, oidOf, partsOf, type Element } from "./der.js";
import { EC_KEY, readEcPrivateKey } from "./ec-key.js";
import { encryptionOf } from "./key-encryption.js";
import type { PrivateKey } from "./key.js";
import { readBlocks } from "./pem.js";
import { RSA_KEY, unknownKey } from "./public-key.js";
import { readRsaPrivateKey } from "./rsa-key.js";
import { tlsFault } from "./tls-fault.js";

const LABELS = new Set(["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DER"]);

/**
 * Reads the first private key: RSA as PKCS#1 or PKCS#8, EC as SEC 1 or PKCS#8, plain or encrypted.
 *
 * @returns the key, or the fault "key" or "password".
 */
export function readPrivateKey(input: string | Uint8Array, passphrase: string | undefined): PrivateKey | Fault {
  try {
    const block = readBlocks(input).find(({ label }) => label === "DER" || label.endsWith("PRIVATE KEY"));
    if (block === undefined) return tlsFault("key", "key holds no private key");
    if (!LABELS.has(block.label)) return tlsFault("key", `key is of the kind ${block.label}; expected an RSA or EC key`);
    const decrypt = encryptionOf(block);
    if (decrypt === undefined) return keyOf(fromDer(block.der));
    if (passphrase === undefined) return tlsFault("password", "key is encrypted, and passphrase is missing");
    const decrypted = decrypt(passphrase);
    return decrypted === undefined ? tlsFault("password", "passphrase is not that of key") : keyOf(decrypted);
  } catch (error) {
    return tlsFault("key", "key cannot be read", error as Error);
  }
}

const { INTEGER, SEQUENCE, OCTETSTRING } = forge.asn1.Type;

/** The second part tells the forms apart. @throws Error */
function keyOf(element: Element): PrivateKey {
  const [, second, third] = partsOf(element);
  if (isOf(second, OCTETSTRING)) return readEcPrivateKey(element);
  if (isOf(second, INTEGER)) return readRsaPrivateKey(element);
  if (!isOf(second, SEQUENCE)) throw new Error("it is no private key");
  const [oid, parameters] = partsOf(second);
  const kind = oidOf(oid);
  const inner = octetsOf(third);
  if (kind === RSA_KEY) return readRsaPrivateKey(fromDer(inner));
  if (kind === EC_KEY) return readEcPrivateKey(fromDer(inner), parameters);
  throw unknownKey(kind);
}
