import { ipVersion, type Fault, type PeerCertificate, type SecureInfo } from "@luat/contract";
import { plainReason } from "./tls-alert.js";
import type { TlsTexts } from "./tls-texts.js";

/** How much of TLS handshakes is logged: `socket.sslLog`. The levels are those of the library that LuatOS has. */
export interface TlsLog {
  level: number;
}

/** Outcomes. */
const OUTCOME = 1;
/** What is asked for, and why it failed. */
const STATE = 2;
/** Whose certificates the peer showed. */
const CERTIFICATES = 3;
/** All that is known of them. */
const VERBOSE = 4;

/** What the certificate arguments of `socket.config` ask for. */
export function askedText({ server_cert, client_cert }: TlsTexts, udp: boolean): string {
  if (udp) return "DTLSv1.2, pre-shared key";
  const verified = server_cert == null ? "certificate of the peer not verified, as there is no server_cert" : "certificate of the peer verified with server_cert";
  return `at most TLSv1.2, no application protocols, ${verified}, ${client_cert == null ? "no client_cert" : "client_cert shown if wanted"}`;
}

/** Before a handshake: to whom, as whom, and how. */
export function offerLines(level: number, where: string, name: string | undefined, asked: string): readonly string[] {
  const sni = name === undefined || ipVersion(name) !== 0 ? "no server name" : `server name ${name}`;
  return level < STATE ? [] : [`handshake with ${where}: ${sni}, ${asked}`];
}

/** What a handshake settled. */
export function settledLines(level: number, { protocol, cipher, alpn, verified, resumed, peerCertificates }: SecureInfo): readonly string[] {
  if (level < OUTCOME) return [];
  // What LuatOS's calls can have of DTLS has no certificates.
  const peer = protocol.startsWith("DTLS") ? "pre-shared key verified" : `certificate of the peer ${verified ? "verified" : "not verified"}`;
  const parts = [protocol, cipher ?? "a cipher that is not told", peer];
  if (alpn !== undefined) parts.push(`application protocol ${alpn}`);
  if (resumed) parts.push("session taken up again");
  return [parts.join(", "), ...certificateLines(level, peerCertificates)];
}

/** What is known of a handshake that failed, beside the fault itself. */
export function failureLines(level: number, { reason, cause, peerCertificates }: Fault): readonly string[] {
  if (reason !== "tls" || level < STATE) return [];
  const why = cause instanceof Error ? [`because: ${plainReason(cause.message)}`] : [];
  return [...why, ...certificateLines(level, peerCertificates)];
}

function certificateLines(level: number, certificates: readonly PeerCertificate[] | undefined): readonly string[] {
  if (level < CERTIFICATES || certificates === undefined) return [];
  return certificates.length === 0 ? ["no certificate of the peer"] : certificates.map((one, n) => `certificate ${n + 1} of the peer: ${certificateText(level, one)}`);
}

function certificateText(level: number, { subject, issuer, names, validFrom, validTo, serialNumber, key, fingerprint }: PeerCertificate): string {
  const parts = [subject, `issued by ${issuer}`, `valid from ${timeText(validFrom)} to ${timeText(validTo)}`, key];
  if (level >= VERBOSE) parts.push(`for ${names.join(" ") || "no names"}`, `number ${serialNumber}`, `SHA-256 ${fingerprint}`);
  return parts.join(", ");
}

/** To the second, as in the certificate; years that no date has stay numbers. */
function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace(".000", "") : String(ms);
}
