import type { Adapter, Credentials, TlsConfig } from "@luat/contract";
import { settingsFlaw } from "./tls-flaw.js";
import { readTexts, type ReadTexts, type TlsTexts } from "./tls-texts.js";

/**
 * Checks the TLS settings of a `socket.config`.
 *
 * As on LuatOS, nothing is verified unless there is a CA, the system's authorities never count, and TLS 1.3 is not spoken.
 * DTLS is there with a pre-shared key only; LuatOS says nothing of one that it cannot use, and goes on without.
 *
 * @param warn - told why it failed.
 */
export function tlsOf(card: Adapter, udp: boolean, texts: TlsTexts, warn: (text: string) => void): Credentials | "failed" {
  const fail = (text: string): "failed" => {
    warn(text);
    return "failed";
  };
  const read = readTexts(texts);
  if (typeof read === "string") return fail(read);
  const config = configOf(card, udp, read);
  if (typeof config === "string") return fail(config);
  const answer = card.credentials(config);
  return "reason" in answer ? fail(settingsFlaw(answer, read)) : answer;
}

/** What to ask of the card, or why not. */
function configOf(card: Adapter, udp: boolean, { server_cert, client_cert, client_key, client_password }: ReadTexts): TlsConfig | string {
  if (udp) {
    // Two of the arguments hold a pre-shared key and its identity.
    if (card.traits.dtls !== "psk") return `DTLS is not available on the adapter ${card.name}`;
    if (server_cert === undefined || client_cert === undefined || client_key !== undefined) {
      return "DTLS is there with a pre-shared key only: server_cert is the key, client_cert its identity, and client_key is nil";
    }
    return { verify: true, psk: { identity: client_cert, key: server_cert } };
  }
  if (!card.traits.tls) return `TLS is not available on the adapter ${card.name}`;
  return { verify: server_cert !== undefined, ca: server_cert, cert: client_cert, key: client_key, passphrase: client_password, maxVersion: "TLSv1.2" };
}
