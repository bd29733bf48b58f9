import forge from "node-forge";
import { octetsOf, oidOf, partsOf, partTagged, type Element } from "./der.js";
import type { KeyType } from "./key-type.js";

/** How something was signed. */
export interface SignatureAlgorithm {
  readonly keyType: KeyType;
  readonly hash: Hash;
  /** Of RSA with padding by chance (PSS). */
  readonly pss?: Padding | undefined;
}

/** Parameters of PSS. */
export interface Padding {
  /** That of the mask. */
  readonly hash: Hash;
  readonly saltLength: number;
}

export type Hash = "sha1" | "sha256" | "sha384" | "sha512";

export const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
export const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const PSS = "1.2.840.113549.1.1.10";
const ALGORITHMS = new Map<string, SignatureAlgorithm>([
  ["1.2.840.113549.1.1.5", { keyType: "rsa", hash: "sha1" }],
  [SHA256_WITH_RSA, { keyType: "rsa", hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { keyType: "rsa", hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { keyType: "rsa", hash: "sha512" }],
  ["1.2.840.10045.4.1", { keyType: "ec", hash: "sha1" }],
  [ECDSA_WITH_SHA256, { keyType: "ec", hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { keyType: "ec", hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { keyType: "ec", hash: "sha512" }],
]);

const HASHES = new Map<string, Hash>([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);
const SHA1 = "1.3.14.3.2.26";

/** Reads an AlgorithmIdentifier; `undefined` for an algorithm that is not known here. */
export function readSignatureAlgorithm(identifier: Element | undefined): SignatureAlgorithm | undefined {
  const [oid, parameters] = partsOf(identifier);
  const name = oidOf(oid);
  return name === PSS ? readPss(partsOf(parameters)) : ALGORITHMS.get(name);
}

/** RFC 4055, 3.1; what is missing is what it says there. */
function readPss(parts: readonly Element[]): SignatureAlgorithm | undefined {
  const [hashAlgorithm] = partsOf(partTagged(parts, 0));
  const [maskAlgorithm] = partsOf(partTagged(parts, 1));
  const [salt] = partsOf(partTagged(parts, 2));
  const hash = hashOf(hashAlgorithm);
  const ofMask = hashOf(partsOf(maskAlgorithm)[1]);
  if (hash === undefined || ofMask === undefined) return undefined;
  const saltLength = salt === undefined ? 20 : Number.parseInt(forge.util.bytesToHex(octetsOf(salt)), 16);
  return { keyType: "rsa", hash, pss: { hash: ofMask, saltLength } };
}

function hashOf(identifier: Element | undefined): Hash | undefined {
  return HASHES.get(identifier === undefined ? SHA1 : oidOf(partsOf(identifier)[0]));
}
