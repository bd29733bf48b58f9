import type { PeerCertificate } from "./peer-certificate.js";

/** A secret that both sides know before they meet, and its name; strings stand for their UTF-8. */
export interface PreSharedKey {
  /** What the key is known by: 1 to 128 bytes, none of them 0. It is sent in plain text. */
  readonly identity: string | Uint8Array;
  /** The key itself: 1 to 256 bytes. */
  readonly key: string | Uint8Array;
}

/** TLS settings as the user wrote them; strings are PEM, bytes are PEM or DER. */
export interface TlsConfig {
  /**
   * Whether the peer's certificate must be good: of a server for whoever dials, of a client for whoever listens (without
   * it a listener asks for none). A listener that finds it poor sends the client away; whether the client is told why
   * depends on the card.
   */
  readonly verify: boolean;
  /**
   * Of a listener that verifies: `"require"` sends clients without a certificate away, `"request"` takes them, unverified; one
   * that is shown must be good in any case. Default: `"require"`.
   */
  readonly clientCertificate?: "request" | "require" | undefined;
  /** The authorities that make a certificate good, as many as wanted. Absent: the system's; a listener that verifies must have it. */
  readonly ca?: string | Uint8Array | undefined;
  /**
   * Revocation lists, as many as wanted: with them, every certificate between the peer's and the authority must be on none,
   * and each of their issuers have a list here that is valid now. Only looked at where `verify` is true. Absent: nothing is
   * asked about revocation.
   */
  readonly crl?: string | Uint8Array | undefined;
  /** This side's certificate, followed by the intermediate ones. A listener must have one. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /**
   * A key that both sides know, instead of certificates: `ca`, `cert` and `key` must be absent, and `verify` is not looked at, as
   * each side proves to the other that it knows the key. Spoken up to TLS 1.2. See `Traits.psk` and `Traits.dtls`.
   */
  readonly psk?: PreSharedKey | undefined;
  /** The oldest protocol to speak. Default: the oldest that the card holds to be safe. Newer than `maxVersion`: every handshake fails. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
  /** The newest protocol to speak. Default: the newest that the card knows. */
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
}

/**
 * What is wrong about TLS, by kind: the only part of such a fault that programs should decide by.
 *
 * Of the settings, found by {@link Adapter.credentials}:
 *
 * | reason | meaning |
 * |---|---|
 * | `ca` | the authorities cannot be read, or there is none |
 * | `crl` | the revocation lists cannot be read, or there is none |
 * | `certificate` | this side's certificate cannot be read, or is missing |
 * | `key` | its private key cannot be read, or is missing |
 * | `password` | the key is encrypted, and the passphrase is wrong or missing |
 * | `mismatch` | the key is not that of the certificate |
 * | `psk` | the pre-shared key, or its identity, is empty, too long, or given beside certificates |
 *
 * Of the peer, found by the handshake:
 *
 * | reason | meaning |
 * |---|---|
 * | `no-certificate` | it shows no certificate, where it must have one |
 * | `untrusted` | its certificate leads to no known authority, or a revocation list that is needed is missing or not valid now |
 * | `expired` | its certificate, or one that this leads to, is not valid any more |
 * | `not-yet-valid` | it is not valid yet (is the clock right?) |
 * | `revoked` | its certificate, or one that this leads to, was revoked |
 * | `name` | its certificate is for other names |
 * | `client-certificate` | it wants a certificate of this side, or not the one it got |
 * | `refused` | it refused the handshake for another reason, or ended in the middle of it without a word |
 * | `protocol` | it does not speak TLS, or no version or cipher that this side does |
 * | `psk` | it says that it does not know the identity of the pre-shared key, or has another key; not every peer says so |
 */
export type TlsReason =
  | "ca"
  | "crl"
  | "certificate"
  | "key"
  | "password"
  | "mismatch"
  | "no-certificate"
  | "untrusted"
  | "expired"
  | "not-yet-valid"
  | "revoked"
  | "name"
  | "client-certificate"
  | "refused"
  | "protocol"
  | "psk";

declare const credentials: unique symbol;

/** What an adapter made of a {@link TlsConfig}: opaque, reusable for any number of connections, and only for that adapter. */
export interface Credentials {
  readonly [credentials]: never;
}

/** Asks that a stream, every stream of a listener, or the datagrams to and from a peer, be TLS from the first byte. */
export interface SecureOptions {
  /** Made by the same adapter. */
  readonly credentials: Credentials;
  /**
   * Of a dial: the name, or literal address, that is sent as SNI (names only) and that the peer's certificate must be
   * for, where it is verified; absent: neither is done.
   */
  readonly name?: string | undefined;
  /** Application protocols to offer, or, of a listener, to take, best first. */
  readonly alpn?: readonly string[] | undefined;
  /**
   * Of a dial: `false` has a full handshake. Default: a card that can takes up the session of the last connection that had
   * the same credentials, name, endpoint and application protocols, which spares both sides the certificates.
   */
  readonly resume?: boolean | undefined;
}

/** What the handshake settled. */
export interface SecureInfo {
  /** Such as `"TLSv1.3"`; `"opaque"` when the card does not tell. */
  readonly protocol: string;
  /** The name of the cipher suite, when the card tells. */
  readonly cipher?: string | undefined;
  /** The application protocol that was agreed on, if any. */
  readonly alpn?: string | undefined;
  /** Whether the peer's certificate was verified, or that it knows the pre-shared key. */
  readonly verified: boolean;
  /**
   * Whether the session of an earlier connection was taken up again: what is said of the peer's certificate was found when
   * that session began. Not every card does that; the mock network never does.
   */
  readonly resumed: boolean;
  /** The certificates that the peer showed, its own first; none: it showed none. Absent when the card does not tell. */
  readonly peerCertificates?: readonly PeerCertificate[] | undefined;
}
