import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { PeerCertificate, SecureInfo } from "@luat/contract";
import { peerCertificate, shownCertificates } from "./node-peer-certificate.js";

/** What the handshake of a socket settled; the certificates are looked into when somebody asks for them. */
export class NodeSecureInfo implements SecureInfo {
  readonly protocol: string;
  readonly cipher: string;
  declare readonly alpn?: string;
  readonly verified: boolean;
  readonly resumed: boolean;
  readonly #certificate: X509Certificate | undefined;
  #peerCertificates: readonly PeerCertificate[] | undefined;

  constructor(socket: TLSSocket, verified: boolean) {
    this.protocol = socket.getProtocol() ?? "opaque";
    this.cipher = socket.getCipher().standardName;
    if (typeof socket.alpnProtocol === "string") this.alpn = socket.alpnProtocol;
    this.verified = verified;
    this.resumed = socket.isSessionReused();
    this.#certificate = peerCertificate(socket);
  }

  get peerCertificates(): readonly PeerCertificate[] {
    this.#peerCertificates ??= shownCertificates(this.#certificate);
    return this.#peerCertificates;
  }
}
