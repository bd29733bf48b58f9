import { createAuthority, type Authority, type Issued } from "@luat/adapters/certs";
import type { RigTls } from "@luat/contract/conformance";

/** The name that the certificates of listeners are for. */
export const NAME = "server.test";
const PASSPHRASE = "geheim und länger";
const HOUR = 3_600_000;

/** Certificates of one network, and settings with them. */
export interface TlsConfigs {
  /** Who signs what the tests believe in, and somebody else. */
  readonly authority: Authority;
  readonly stranger: Authority;
  /** The certificate of `authority`. */
  readonly ca: string;
  readonly server: Issued;
  readonly client: Issued;
  /** Settings for the laws. */
  readonly tls: RigTls;
}

/** Makes certificates for listeners at these addresses that are good at the time `now`, in ms since 1970. */
export function tlsConfigs(now: number, addresses: readonly string[]): TlsConfigs {
  const authority = createAuthority({ now });
  const stranger = createAuthority({ now, name: "Stranger" });
  const names = [NAME, ...addresses];
  const ca = authority.cert;
  const server = authority.issue({ names });
  const client = authority.issue({ names: ["client.test"], usage: "client", keyType: "ec" });
  const intermediate = authority.intermediate({ keyType: "ec" });
  const locked = (["rsa", "ec"] as const).flatMap((keyType) =>
    (["pkcs8", "traditional"] as const).map((keyFormat) => authority.issue({ names, keyType, keyFormat, passphrase: PASSPHRASE })),
  );
  const [cut] = server.cert.split("-----END");
  const damaged = `${server.cert.slice(0, 40)}AAAA${server.cert.slice(44)}`;

  const revoked = authority.issue({ names });
  authority.revoke(revoked.cert);
  const crl = authority.crl();
  const careful = { verify: true, ca: `${stranger.intermediate().cert}\n${ca}` };

  const tls: RigTls = {
    name: NAME,
    server: { verify: false, ...server },
    mutual: { verify: true, ca, ...intermediate.issue({ names, passphrase: PASSPHRASE }), passphrase: PASSPHRASE },
    poor: {
      untrusted: { verify: false, ...stranger.issue({ names }) },
      expired: { verify: false, ...authority.issue({ names, validTo: now - HOUR }) },
      "not-yet-valid": { verify: false, ...authority.issue({ names, validFrom: now + HOUR }) },
      name: { verify: false, ...authority.issue({ names: ["elsewhere.test"] }) },
    },
    trusting: { verify: false },
    careful,
    client: { verify: true, ca, ...client },
    revocation: {
      revoked: { verify: false, ...revoked },
      careful: { ...careful, crl: `${stranger.crl()}${crl}` },
      mutual: { verify: true, ca, ...server, crl: bytesOf(crl) },
      stale: { ...careful, crl: authority.crl({ validTo: now - HOUR }) },
      bad: ["", "no PEM", ca, Uint8Array.of(48, 3, 1, 2, 3), crl + crl.slice(0, 200), `${crl.slice(0, 60)}AAAA${crl.slice(64)}`].map((text) => ({ verify: true, ca, crl: text })),
    },
    bad: {
      ca: ["", "no PEM", new Uint8Array(0), Uint8Array.of(48, 3, 1, 2, 3), server.key, damaged, ca + damaged, ca + cut].map((text) => ({ verify: true, ca: text })),
      certificate: [{ verify: false, key: server.key }, ...["", "no PEM", server.key, cut, damaged, server.cert + damaged].map((cert) => ({ ...server, verify: false, cert }))],
      key: [
        { verify: false, cert: server.cert },
        ...["", "no PEM", Uint8Array.of(48, 3, 1, 2, 3), server.cert, server.key.slice(0, 300)].map((key) => ({ ...server, verify: false, key })),
        ...[client.key.slice(0, 80), bytesOf(client.key).subarray(0, 60), bytesOf(client.cert)].map((key) => ({ ...client, verify: false, key })),
      ],
      password: locked.flatMap((issued) => [undefined, "", "another"].map((passphrase) => ({ verify: false, ...issued, passphrase }))),
      mismatch: [stranger.issue(), client, stranger.issue({ keyType: "ec" })].flatMap(({ cert, key }) => [
        { verify: false, cert: server.cert, key },
        { verify: false, cert: bytesOf(cert), key: bytesOf(server.key) },
      ]),
    },
  };
  return { authority, stranger, ca, server, client, tls };
}

/** The DER of the first thing in a PEM text. */
function bytesOf(pem: string): Uint8Array {
  const [, base64 = ""] = /-----BEGIN [\w ]+-----([^-]+)/.exec(pem) ?? [];
  return Buffer.from(base64, "base64");
}
