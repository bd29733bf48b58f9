import { Certificate } from "./certificate.js";
import { readBlocks } from "./pem.js";

const LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "DER"]);

/**
 * Reads all certificates of a PEM text, or the one that DER bytes are, to see what they say. Nothing is verified.
 *
 * @param input - PEM, as text or bytes, or DER.
 * @returns the certificates in their order, at least one.
 * @throws TypeError when it is neither text nor bytes, Error when there is no certificate, one cannot be read, or has a
 * key that is neither RSA nor on one of the curves P-256, P-384 and P-521.
 *
 * @example
 * ```ts
 * import { createAuthority, readCertificates } from "@luat/adapters/certs";
 *
 * const authority = createAuthority({ keyType: "ec" });
 * const { cert } = authority.intermediate({ name: "Lower" }).issue({ names: ["broker.test"] });
 * console.log(readCertificates(cert).map(({ subject }) => subject).join("; ")); // prints "CN=broker.test; CN=Lower"
 * ```
 */
export function readCertificates(input: string | Uint8Array): readonly Certificate[] {
  if (typeof input !== "string" && !(input instanceof Uint8Array)) throw new TypeError(`input is ${String(input)}; expected PEM text, or bytes`);
  const blocks = readBlocks(input).filter(({ label }) => LABELS.has(label));
  if (blocks.length === 0) throw new Error("it holds no certificate");
  return blocks.map(({ der }, i) => {
    try {
      return new Certificate(der);
    } catch (error) {
      throw new Error(`certificate ${i + 1} of ${blocks.length}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/**
 * Reads the first certificate, as {@link readCertificates} does.
 *
 * @param input - PEM, as text or bytes, or DER.
 * @returns the certificate.
 * @throws as {@link readCertificates}, also for one that follows.
 *
 * @example
 * ```ts
 * import { createAuthority, readCertificate } from "@luat/adapters/certs";
 *
 * const { cert } = createAuthority({ keyType: "ec" }).issue({ names: ["broker.test", "10.0.0.1"], usage: "server" });
 * const { subject, issuer, names, addresses, curve, usages, isAuthority } = readCertificate(cert);
 * console.log(subject, issuer, names?.join(), addresses.join()); // prints "CN=broker.test CN=Test authority broker.test 10.0.0.1"
 * console.log(curve, usages.join(), isAuthority); // prints "P-256 server false"
 * ```
 */
export function readCertificate(input: string | Uint8Array): Certificate {
  const [first] = readCertificates(input);
  if (first === undefined) throw new Error("it holds no certificate");
  return first;
}
