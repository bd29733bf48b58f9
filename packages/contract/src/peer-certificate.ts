/** What a certificate that a peer showed says of itself: to be read by people, and no ground for trust unless it was verified. */
export interface PeerCertificate {
  /** Whom it is for, such as `"C=CN, O=Luat, CN=broker.test"`. */
  readonly subject: string;
  /** Who signed it, in the same way. */
  readonly issuer: string;
  /** The names and literal addresses that it is for. */
  readonly names: readonly string[];
  /** The first moment at which it is valid, in ms since 1970. */
  readonly validFrom: number;
  /** The last moment at which it is valid, in ms since 1970. */
  readonly validTo: number;
  /** The number that its issuer gave it, in hexadecimal. */
  readonly serialNumber: string;
  /** The kind and size of its key, such as `"RSA 2048"` or `"EC P-256"`. */
  readonly key: string;
  /** What tells it from all others: the SHA-256 of its DER, in hexadecimal with colons. */
  readonly fingerprint: string;
}
