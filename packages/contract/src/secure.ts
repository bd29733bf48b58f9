/** TLS settings as the user wrote them; strings are PEM, bytes are PEM or DER. Absent `ca` with `verify: true` means the system's authorities. */
export interface TlsConfig {
  /** Whether a peer without a good certificate is refused. */
  readonly verify: boolean;
  /** The authorities whose certificates are good. */
  readonly ca?: string | Uint8Array | undefined;
  /** This side's certificate. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
}

declare const credentials: unique symbol;

/** What an adapter made of a {@link TlsConfig}: opaque, reusable for any number of connections, and only for that adapter. */
export interface Credentials {
  readonly [credentials]: never;
}

/** Asks that a stream be TLS from its first byte. */
export interface SecureOptions {
  /** Made by the same adapter. */
  readonly credentials: Credentials;
  /** The name for SNI and for the check of the peer's certificate; absent: neither is done. */
  readonly name?: string | undefined;
  /** Application protocols to offer, best first. */
  readonly alpn?: readonly string[] | undefined;
}

/** What the handshake settled. */
export interface SecureInfo {
  /** Such as `"TLSv1.3"`; `"opaque"` when the card does not tell. */
  readonly protocol: string;
  /** The name of the cipher suite, when the card tells. */
  readonly cipher?: string | undefined;
  /** The application protocol that was agreed on, if any. */
  readonly alpn?: string | undefined;
  /** Whether the peer's certificate was verified. */
  readonly verified: boolean;
}
