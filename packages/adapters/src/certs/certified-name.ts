import { parseIPv4, parseIPv6 } from "@luat/contract";
import type { Certificate } from "./certificate.js";

/** What a certificate says about whom it is for. */
export type Named = Pick<Certificate, "commonName" | "names" | "addresses">;

/**
 * Whether a certificate is for a name or a literal address (RFC 6125). The common name counts only where there are no
 * alternative names of any kind.
 */
export function isFor({ commonName, names, addresses }: Named, name: string): boolean {
  const octets = (parseIPv4(name) ?? parseIPv6(name))?.join(".");
  if (names !== undefined) return octets === undefined ? names.some((pattern) => matches(pattern, name)) : addresses.includes(octets);
  if (commonName === undefined) return false;
  return octets === undefined ? matches(commonName, name) : commonName.toLowerCase() === name.toLowerCase();
}

/** `*` stands for exactly one label, the first of at least three. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...others] = labelsOf(name);
  const [wanted, ...rest] = labelsOf(pattern);
  if (first === "" || others.join(".") !== rest.join(".")) return false;
  return wanted === first || (wanted === "*" && rest.length >= 2);
}

/** A dot at the end says that the name is complete, which it is anyhow. */
function labelsOf(name: string): string[] {
  return name.toLowerCase().replace(/\.$/, "").split(".");
}
