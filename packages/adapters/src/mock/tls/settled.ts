import type { PeerCertificate, SecureInfo } from "@luat/contract";
import { shownCertificates } from "./shown-certificates.js";

/** What a handshake settled; the certificates are read when somebody asks for them. */
export class Settled implements SecureInfo {
  readonly protocol: string;
  declare readonly alpn?: string;
  readonly verified: boolean;
  readonly resumed = false;
  readonly #cert: string | null;
  #peerCertificates: readonly PeerCertificate[] | undefined;

  /** @param cert - what the peer showed, as PEM. */
  constructor(protocol: string, alpn: string | undefined, verified: boolean, cert: string | null) {
    this.protocol = protocol;
    if (alpn !== undefined) this.alpn = alpn;
    this.verified = verified;
    this.#cert = cert;
  }

  get peerCertificates(): readonly PeerCertificate[] {
    this.#peerCertificates ??= shownCertificates(this.#cert);
    return this.#peerCertificates;
  }
}
