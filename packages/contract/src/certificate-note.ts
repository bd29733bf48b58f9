import type { PeerCertificate } from "./peer-certificate.js";
import type { TlsReason } from "./secure.js";

/** So many names are told, and so many letters of each text: a peer may show anything. */
const MOST_NAMES = 5;
const MOST_LETTERS = 120;

/** What of a fault is about certificates. */
interface Finding {
  readonly tls?: TlsReason | undefined;
  readonly peerCertificates?: readonly PeerCertificate[] | undefined;
  readonly wantedName?: string | undefined;
}

/** What the certificates that a peer showed say of what is wrong with them: names, who signed, dates. Undefined: nothing. */
export function certificateNote({ tls, peerCertificates: certificates = [], wantedName }: Finding): string | undefined {
  const [first] = certificates;
  if (first === undefined) return undefined;
  if (tls === "name") return `it is for ${namesText(first)}${wantedName === undefined ? "" : `, not for ${plain(wantedName)}`}`;
  if (tls === "untrusted") return authorityText(certificates);
  return tls === "expired" || tls === "not-yet-valid" ? datesText(tls, certificates) : undefined;
}

function namesText({ names, subject }: PeerCertificate): string {
  if (names.length === 0) return plain(subject) || "no name";
  const told = names.slice(0, MOST_NAMES).map(plain).join(", ");
  return names.length > MOST_NAMES ? `${told} and ${names.length - MOST_NAMES} more` : told;
}

/** Which authority is the one that is not known. */
function authorityText(certificates: readonly PeerCertificate[]): string | undefined {
  const last = certificates[certificates.length - 1];
  if (last === undefined) return undefined;
  if (certificates.length === 1 && last.issuer === last.subject) return `it is self-signed by ${plain(last.issuer)}`;
  return `${certificates.length === 1 ? "it is issued by" : "its chain ends at"} ${plain(last.issuer)}`;
}

/** The dates of the certificate that is at fault, the first to end or the last to begin. */
function datesText(tls: "expired" | "not-yet-valid", certificates: readonly PeerCertificate[]): string | undefined {
  const [worst] = [...certificates].sort((a, b) => (tls === "expired" ? a.validTo - b.validTo : b.validFrom - a.validFrom));
  return worst && `${plain(worst.subject)} is valid from ${dateText(worst.validFrom)} to ${dateText(worst.validTo)}`;
}

/** Years that no date has stay numbers. */
function dateText(ms: number): string {
  if (Number.isNaN(ms)) return "an unknown date";
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

/** On one line, as a peer may not write lines of a log. */
function plain(text: string): string {
  const line = text.replace(/\p{C}/gu, "?");
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS - 1)}…` : line;
}
