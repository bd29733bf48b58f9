/** TLS settings as the user wrote them; strings are PEM, bytes are PEM or DER. Absent `ca` with `verify: true` means the system's authorities. */
export interface TlsConfig {
  readonly verify: boolean;
  readonly ca?: string | Uint8Array | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
  readonly passphrase?: string | undefined;
}

declare const credentials: unique symbol;

/** What an adapter made of a {@link TlsConfig}: opaque, reusable for any number of connections, and only for that adapter. */
export interface Credentials {
  readonly [credentials]: never;
}

/** Asks that a stream be TLS from its first byte. */
export interface SecureOptions {
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
  readonly cipher?: string | undefined;
  readonly alpn?: string | undefined;
  /** Whether the peer's certificate was verified. */
  readonly verified: boolean;
}
