import type { Credentials, TlsConfig } from "../secure.js";
import type { Fault } from "../fault.js";
import type { Law, Need } from "./law.js";
import type { RigTls } from "./rig.js";
import { law, type Trial } from "./trial.js";

const NEEDS: readonly Need[] = ["tls", "tlsConfigs"];
const PEM_BLOCK = /^-----BEGIN [\w ]+-----\n([\w+/=\n]+)-----END [\w ]+-----\n*$/;

function read(t: Trial, config: TlsConfig): Credentials | Fault {
  return t.referee.during("credentials", () => t.rig.adapter.credentials(config));
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** What a PEM text holds; the PEM text itself where it holds more than one thing. */
function derOf(pem: string): Uint8Array {
  const [, base64] = PEM_BLOCK.exec(pem.replaceAll("\r", "")) ?? [];
  return bytesOf(base64 === undefined ? pem : atob(base64.replaceAll("\n", "")));
}

/** The same settings, with all texts but the passphrase in another form. */
function inForm(config: TlsConfig, form: (pem: string) => Uint8Array): TlsConfig {
  const changed = (["ca", "cert", "key"] as const).flatMap((part) => {
    const value = config[part];
    return typeof value === "string" ? [[part, form(value)] as const] : [];
  });
  return { ...config, ...Object.fromEntries(changed) };
}

/** Lets a client of the card under test verify its peer, both with settings that were made of the rig's. */
async function connectsWith(t: Trial, form: (config: TlsConfig) => TlsConfig): Promise<void> {
  const { name, mutual, client } = t.tls;
  const listener = await t.peerListens({ secure: t.peerSecure(mutual) });
  const stream = t.dial(listener.port, { secure: t.secure(form(client), { name }) });
  const { verified } = await t.secured(stream);
  t.expect(verified, "the peer to be verified", `${stream}`);
  await t.offer(listener);
  const listens = await t.listen({ secure: t.secure(form(mutual)) });
  await t.secured(t.dialBack(listens, { secure: t.peerSecure(client, { name }) }));
  await t.offer(listens);
}

function badLaw(reason: keyof RigTls["bad"], what: string): Law {
  return law(`credentials.bad-${reason}`, `${what} gives the fault "tls" with tls "${reason}", each time it is asked`, NEEDS, async (t) => {
    for (const config of t.tls.bad[reason]) {
      for (let round = 0; round < 2; round++) {
        const answer = read(t, { ...config });
        t.expectTlsFault("reason" in answer ? answer : undefined, reason);
      }
    }
  });
}

/** What a card says of settings, before any connection. */
export const CREDENTIALS_LAWS: readonly Law[] = [
  law("credentials.good", "good settings have no fault, the first time and again, and can be used", [...NEEDS, "tcp", "listen"], async (t) => {
    const { server, mutual, poor, trusting, careful, client } = t.tls;
    for (let round = 0; round < 2; round++) {
      for (const config of [server, mutual, ...Object.values(poor), trusting, careful, client]) t.secure({ ...config });
    }
    await connectsWith(t, (config) => ({ ...config }));
  }),

  law("credentials.bytes", "settings given as bytes, PEM or DER, are as good as text", [...NEEDS, "tcp", "listen"], async (t) => {
    await connectsWith(t, (config) => inForm(config, bytesOf));
    await connectsWith(t, (config) => inForm(config, derOf));
  }),

  badLaw("ca", "an authority that cannot be read"),
  law("credentials.bad-crl", 'a revocation list that cannot be read gives the fault "tls" with tls "crl", each time it is asked', [...NEEDS, "revocation"], (t) => {
    for (const config of t.revocation.bad.flatMap((one) => [one, one])) {
      const answer = read(t, { ...config });
      t.expectTlsFault("reason" in answer ? answer : undefined, "crl");
    }
    return Promise.resolve();
  }),
  badLaw("certificate", "a certificate that cannot be read, or is missing,"),
  badLaw("key", "a key that cannot be read, or is missing,"),
  badLaw("password", "an encrypted key with a wrong or no passphrase"),
  badLaw("mismatch", "a key that is not that of the certificate"),
];
