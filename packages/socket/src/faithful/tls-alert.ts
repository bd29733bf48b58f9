/** RFC 8446, 6, RFC 5246, 7.2, and RFC 4279, 2: what the numbers of alerts stand for. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [10, "unexpected_message"],
  [20, "bad_record_mac"],
  [21, "decryption_failed"],
  [22, "record_overflow"],
  [40, "handshake_failure"],
  [41, "no_certificate"],
  [42, "bad_certificate"],
  [43, "unsupported_certificate"],
  [44, "certificate_revoked"],
  [45, "certificate_expired"],
  [46, "certificate_unknown"],
  [47, "illegal_parameter"],
  [48, "unknown_ca"],
  [49, "access_denied"],
  [50, "decode_error"],
  [51, "decrypt_error"],
  [70, "protocol_version"],
  [71, "insufficient_security"],
  [80, "internal_error"],
  [86, "inappropriate_fallback"],
  [90, "user_canceled"],
  [109, "missing_extension"],
  [110, "unsupported_extension"],
  [112, "unrecognized_name"],
  [113, "bad_certificate_status_response"],
  [115, "unknown_psk_identity"],
  [116, "certificate_required"],
  [120, "no_application_protocol"],
]);

/** What an error of a TLS library comes to in the log, on one line: the peer's alert by its name, or the reason alone. */
export function plainReason(message: string): string {
  const [, alert] = /\balert (?:number )?(\d+)\b/.exec(message) ?? [];
  if (alert !== undefined) {
    const name = NAMES.get(Number(alert));
    return `the peer sent the alert ${alert}${name === undefined ? "" : ` (${name})`}`;
  }
  const line = message.trim().replaceAll(/\s*\n\s*/g, ", ");
  // OpenSSL: `error:0680007B:asn1 encoding routines::header too long`, with file and line behind it at times.
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(line)?.[1] ?? line;
}
