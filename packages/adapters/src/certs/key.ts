import type { Element } from "./der.js";
import type { KeyType } from "./key-type.js";
import type { SignatureAlgorithm } from "./signature-algorithm.js";

/** The half of a key that verifies. All texts have one character for each octet. */
export interface PublicKey {
  readonly type: KeyType;
  /** Of an RSA key those of its modulus, else those of the curve. */
  readonly bits: number;
  /** Such as `"P-256"`; `undefined` for RSA. */
  readonly curve: string | undefined;
  /** How it is written in certificates; equal keys have equal ones. */
  readonly info: Element;

  /** @throws Error for what is no signature at all. */
  verifies(signature: string, bytes: string, algorithm: SignatureAlgorithm): boolean;
}

/** The half of a key that signs. */
export interface PrivateKey {
  readonly publicKey: PublicKey;
  /** PKCS#1, or for curves what SEC 1 says. */
  readonly traditional: Element;
  /** How it signs, as certificates say it. */
  readonly algorithm: Element;
  /** How many octets most of its signatures have. */
  readonly signatureLength: number;

  sign(bytes: string): string;
}
