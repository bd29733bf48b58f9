import type { PeerCertificate } from "@luat/contract";
import { readAuthorities, type Certificate } from "../../certs/index.js";
import { addressText } from "../../certs/verify-chain.js";

/** What the certificates that a peer showed as PEM say; nothing where they cannot be read. */
export function shownCertificates(cert: string | null): readonly PeerCertificate[] {
  const chain = cert === null ? [] : readAuthorities(cert);
  return "reason" in chain ? [] : chain.map(shown);
}

function shown({ subject, issuer, names = [], addresses, validFrom, validTo, serialNumber, keyType, keyBits, curve, fingerprint }: Certificate): PeerCertificate {
  const key = `${keyType.toUpperCase()} ${curve ?? keyBits}`;
  return { subject, issuer, names: [...names, ...addresses.map(addressText)], validFrom, validTo, serialNumber, key, fingerprint };
}
