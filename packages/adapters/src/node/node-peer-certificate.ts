import { X509Certificate, type KeyObject } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Fault, PeerCertificate, TlsReason } from "@luat/contract";

const seen = new WeakMap<TLSSocket, X509Certificate>();

/**
 * The certificate that the peer of a socket showed, with those that followed it as its issuers. Node is asked once only:
 * of a server it takes the certificate off the socket's list each time, so that it would give another one, or none.
 */
export function peerCertificate(socket: TLSSocket): X509Certificate | undefined {
  const certificate = seen.get(socket) ?? socket.getPeerX509Certificate();
  if (certificate !== undefined) seen.set(socket, certificate);
  return certificate;
}

/** The part of a socket that knows what was found when its peer's certificate was verified; Node says nothing about it. */
interface Verifying {
  readonly _handle?: { verifyError?(): Error | null | undefined };
}

/** Notes what a server showed whose certificate is not good: when Node tells of that, it has forgotten the certificate. */
export function notePoorCertificate(socket: TLSSocket): void {
  // Before Node's own, which looks for itself at a certificate that is good so far.
  socket.prependListener("secure", () => {
    const error = (socket as unknown as Verifying)._handle?.verifyError?.();
    if (error != null) peerCertificate(socket);
  });
}

/** A certificate as Node gives it with the error that it is for other names, and the name that it was to be for. */
interface Named {
  readonly host?: string;
  readonly cert?: { readonly raw?: Buffer };
}

const OF_CERTIFICATE = new Set<TlsReason | undefined>(["untrusted", "expired", "not-yet-valid", "revoked", "name"]);

/** Adds what the peer showed to a fault that is about that. */
export function withCertificates(fault: Fault, socket: TLSSocket, error: Error): Fault {
  if (!OF_CERTIFICATE.has(fault.tls)) return fault;
  const { host, cert: { raw } = {} } = error as Named;
  // Node asks for the name as for one that is complete, with the dot behind it.
  const wantedName = fault.tls === "name" ? host?.replace(/\.$/, "") : undefined;
  return { ...fault, wantedName, peerCertificates: shownCertificates(raw === undefined ? peerCertificate(socket) : new X509Certificate(raw)) };
}

/** What a certificate, and those that it came with, say. */
export function shownCertificates(first: X509Certificate | undefined): readonly PeerCertificate[] {
  const all: PeerCertificate[] = [];
  for (let one = first; one !== undefined; one = one.issuerCertificate) all.push(shown(one));
  return all;
}

function shown({ subject, issuer, subjectAltName = "", validFrom, validTo, serialNumber, publicKey, fingerprint256 }: X509Certificate): PeerCertificate {
  return {
    subject: inOneLine(subject),
    issuer: inOneLine(issuer),
    names: Array.from(subjectAltName.matchAll(/(?:DNS|IP Address):([^,]+)/g), ([, name = ""]) => name),
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    serialNumber,
    key: keyText(publicKey),
    fingerprint: fingerprint256,
  };
}

function inOneLine(name: string | undefined): string {
  return name?.replaceAll("\n", ", ") ?? "";
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

function keyText({ asymmetricKeyType, asymmetricKeyDetails: { modulusLength, namedCurve } = {} }: KeyObject): string {
  const type = String(asymmetricKeyType);
  const size = namedCurve === undefined ? modulusLength : (CURVES[namedCurve] ?? namedCurve);
  return size === undefined ? type : `${type.toUpperCase()} ${size}`;
}
