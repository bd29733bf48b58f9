import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";

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
