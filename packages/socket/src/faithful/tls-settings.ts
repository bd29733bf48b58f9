import { describeFault, type Adapter, type Credentials } from "@luat/contract";

/** The four certificate arguments of `socket.config`. */
export interface TlsTexts {
  readonly server_cert: unknown;
  readonly client_cert: unknown;
  readonly client_key: unknown;
  readonly client_password: unknown;
}

/**
 * Checks the TLS settings of a `socket.config`.
 *
 * As on LuatOS, nothing is verified unless there is a CA, the system's authorities never count, and TLS 1.3 is not spoken.
 * DTLS is there with a pre-shared key only; LuatOS says nothing of one that it cannot use, and goes on without.
 */
export function tlsOf(card: Adapter, udp: boolean, texts: TlsTexts, warn: (call: string, text: string) => void): Credentials | "failed" {
  if (udp) return dtlsOf(card, texts, warn);
  if (!card.traits.tls) {
    warn("config", `TLS is not available on the adapter ${card.name}`);
    return "failed";
  }
  const ca = given(texts.server_cert);
  const passphrase = texts.client_password;
  const answer = card.credentials({
    verify: ca !== undefined,
    ca,
    cert: given(texts.client_cert),
    key: given(texts.client_key),
    passphrase: typeof passphrase === "string" ? passphrase : undefined,
    maxVersion: "TLSv1.2",
  });
  if (!("reason" in answer)) return answer;
  warn("config", describeFault(answer));
  return "failed";
}

/** With UDP, two of the certificate arguments hold a pre-shared key and its identity. */
function dtlsOf(card: Adapter, texts: TlsTexts, warn: (call: string, text: string) => void): Credentials | "failed" {
  const [key, identity] = [given(texts.server_cert), given(texts.client_cert)];
  if (card.traits.dtls !== "psk") warn("config", `DTLS is not available on the adapter ${card.name}`);
  else if (key === undefined || identity === undefined || given(texts.client_key) !== undefined) {
    warn("config", "DTLS is there with a pre-shared key only: server_cert is the key, client_cert its identity, and client_key is nil");
  } else {
    const answer = card.credentials({ verify: true, psk: { identity, key } });
    if (!("reason" in answer)) return answer;
    warn("config", describeFault(answer));
  }
  return "failed";
}

/** LuatOS: what is no string counts as absent. */
function given(value: unknown): string | Uint8Array | undefined {
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}
