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
  const client = authority.issue({ names: ["client.test"], usage: "client" });
  const intermediate = authority.intermediate();
  const [cut] = server.cert.split("-----END");
  const damaged = `${server.cert.slice(0, 40)}AAAA${server.cert.slice(44)}`;

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
    careful: { verify: true, ca: `${stranger.intermediate().cert}\n${ca}` },
    client: { verify: true, ca, ...client },
    bad: {
      ca: ["", "no PEM", new Uint8Array(0), Uint8Array.of(48, 3, 1, 2, 3), server.key, damaged, ca + damaged, ca + cut].map((text) => ({ verify: true, ca: text })),
      certificate: [{ verify: false, key: server.key }, ...["", "no PEM", server.key, cut, damaged, server.cert + damaged].map((cert) => ({ ...server, verify: false, cert }))],
      key: [
        { verify: false, cert: server.cert },
        ...["", "no PEM", Uint8Array.of(48, 3, 1, 2, 3), server.cert, server.key.slice(0, 300)].map((key) => ({ ...server, verify: false, key })),
      ],
      password: (["pkcs8", "traditional"] as const).flatMap((keyFormat) =>
        [undefined, "", "another"].map((passphrase) => ({ verify: false, ...authority.issue({ names, keyFormat, passphrase: PASSPHRASE }), passphrase })),
      ),
      mismatch: [{ verify: false, cert: server.cert, key: stranger.issue().key }],
    },
  };
  return { authority, stranger, ca, server, client, tls };
}
