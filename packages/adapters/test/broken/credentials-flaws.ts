import type { Credentials, Fault, TlsConfig } from "@luat/contract";
import { cardFlaw, type Flaw } from "./flaw.js";
import { PassCard } from "./pass-card.js";

const BAD = ["ca", "crl", "certificate", "key", "password", "mismatch"].map((reason) => `credentials.bad-${reason}`);
const NONE = {} as Credentials;

/** What a card says of settings, changed. */
function verdictFlaw(title: string, breaks: readonly string[], change: (answer: Credentials | Fault, config: TlsConfig, isKnown: boolean) => Credentials | Fault): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends PassCard {
      readonly #known = new Set<string>();
      override credentials(config: TlsConfig): Credentials | Fault {
        const text = JSON.stringify(config);
        const isKnown = this.#known.has(text);
        this.#known.add(text);
        return change(super.credentials(config), config, isKnown);
      }
    },
  );
}

/** Cards that are wrong about TLS settings. */
export const CREDENTIALS_FLAWS: readonly Flaw[] = [
  verdictFlaw("takes settings once only", ["credentials.good"], (answer, _config, isKnown) => (isKnown ? { reason: "tls", tls: "ca" } : answer)),
  verdictFlaw("cannot read bytes", ["credentials.bytes"], (answer, { ca }) => (ca instanceof Uint8Array ? { reason: "tls", tls: "ca" } : answer)),
  verdictFlaw("can read only bytes that are PEM", ["credentials.bytes"], (answer, { ca }) => (ca instanceof Uint8Array && ca[0] === 0x30 ? { reason: "tls", tls: "ca" } : answer)),
  verdictFlaw("takes all settings for good", BAD, (answer) => ("reason" in answer ? NONE : answer)),
  verdictFlaw("takes bad settings when it is asked again", ["credentials.bad-mismatch"], (answer, _config, isKnown) => (isKnown ? NONE : answer)),
  verdictFlaw("does not say which part of the settings is wrong", BAD, (answer) => ("reason" in answer ? { reason: "tls" } : answer)),
  verdictFlaw("tells bad settings for another kind of fault", ["credentials.bad-mismatch"], (answer) => ("reason" in answer ? { ...answer, reason: "broken" } : answer)),
  verdictFlaw("throws at bad settings", ["credentials.bad-mismatch"], (answer) => {
    if ("reason" in answer) throw new Error("bad settings");
    return answer;
  }),
];
