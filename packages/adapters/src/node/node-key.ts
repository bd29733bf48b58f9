import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Fault } from "@luat/contract";
import { tlsFault } from "../certs/tls-fault.js";

/** The forms that DER may have. */
const TYPES = ["pkcs8", "pkcs1", "sec1"] as const;

/** What Node says, by version and form, of an encrypted key that it can read but for the passphrase. */
const WANTS_PASSPHRASE = new Set([
  "ERR_MISSING_PASSPHRASE",
  "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED",
  "ERR_OSSL_PEM_BAD_PASSWORD_READ",
  "ERR_OSSL_BAD_PASSWORD_READ",
]);

/**
 * Reads a private key of any kind that OpenSSL knows.
 *
 * @param input - the first one of a PEM text, or DER.
 * @returns the key, or the fault "key" or "password".
 */
export function readKey(input: string | Uint8Array, passphrase: string | undefined): KeyObject | Fault {
  const key = attempt(input, passphrase);
  if (!(key instanceof Error)) return key;
  // What a wrong passphrase leads to is told in many ways; that one is wanted is told clearly when there is none.
  const plain = attempt(input, undefined);
  const isEncrypted = plain instanceof Error && WANTS_PASSPHRASE.has(plain.code ?? "");
  if (!isEncrypted) return tlsFault("key", "key cannot be read", key);
  return passphrase === undefined ? tlsFault("password", "key is encrypted, and passphrase is missing", key) : tlsFault("password", "passphrase is not that of key", key);
}

function attempt(input: string | Uint8Array, passphrase: string | undefined): KeyObject | NodeJS.ErrnoException {
  const key = Buffer.from(input);
  const withPassphrase = passphrase === undefined ? {} : { passphrase };
  if (key.includes("-----BEGIN ")) return caught(() => createPrivateKey({ key, format: "pem", ...withPassphrase }));
  let first: NodeJS.ErrnoException | undefined;
  for (const type of TYPES) {
    const read = caught(() => createPrivateKey({ key, format: "der", type, ...withPassphrase }));
    if (!(read instanceof Error)) return read;
    first ??= read;
  }
  return first ?? new Error("there is no key");
}

function caught(read: () => KeyObject): KeyObject | NodeJS.ErrnoException {
  try {
    return read();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
