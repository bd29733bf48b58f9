import type {
  Credentials,
  DialOptions,
  Endpoint,
  Fault,
  Listener,
  ListenOptions,
  ListenSink,
  SecureInfo,
  SecureOptions,
  Stream,
  StreamSink,
  TlsConfig,
} from "@luat/contract";
import { cardFlaw, streamFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassStream } from "./pass-card.js";

/** The laws about the peer's certificate. */
const POOR = ["certificate.untrusted", "certificate.expired", "certificate.not-yet-valid", "certificate.name"];

/** A card that changes what it was told about TLS. */
class ForgetfulCard extends PassCard {
  readonly #configs = new Map<Credentials, TlsConfig>();
  override credentials(config: TlsConfig): Credentials | Fault {
    const answer = super.credentials(config);
    if (!("reason" in answer)) this.#configs.set(answer, config);
    return answer;
  }
  override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    const { secure } = options;
    return super.dial(to, secure ? { ...options, secure: this.changed(secure, to, true) } : options, sink);
  }
  override listen(options: ListenOptions, sink: ListenSink): Listener {
    const { secure } = options;
    return super.listen(secure ? { ...options, secure: this.changed(secure, undefined, false) } : options, sink);
  }
  protected changed(secure: SecureOptions, _to: Endpoint | undefined, isDialled: boolean): SecureOptions {
    const config = this.#configs.get(secure.credentials);
    const credentials = config && this.inner.credentials(this.config(config, isDialled));
    return credentials === undefined || "reason" in credentials ? secure : { ...secure, credentials };
  }
  protected config(config: TlsConfig, _isDialled: boolean): TlsConfig {
    return config;
  }
}

function configFlaw(title: string, breaks: readonly string[], change: (config: TlsConfig, isDialled: boolean) => TlsConfig): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends ForgetfulCard {
      override config(config: TlsConfig, isDialled: boolean): TlsConfig {
        return change(config, isDialled);
      }
    },
  );
}

function secureFlaw(title: string, breaks: readonly string[], change: (secure: SecureOptions, to: Endpoint | undefined) => SecureOptions): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends ForgetfulCard {
      override changed(secure: SecureOptions, to: Endpoint | undefined): SecureOptions {
        return change(secure, to);
      }
    },
  );
}

/** Cards that take the wrong peers, or tell the wrong thing about them. */
export const CERTIFICATE_FLAWS: readonly Flaw[] = [
  configFlaw(
    "verifies nobody",
    [...POOR, "certificate.good", "certificate.wrong-name", "certificate.no-name", "certificate.client", "certificate.asks", "certificate.rejects", "credentials.good"],
    (config) => ({ ...config, verify: false }),
  ),
  configFlaw("verifies whether it is told to or not", ["certificate.good", "certificate.trusting", "tls.secured"], (config, isDialled) => (isDialled ? { ...config, verify: true } : config)),
  configFlaw("shows no certificate of its own", ["certificate.client", "credentials.good"], ({ verify, ca, ...own }, isDialled) => (isDialled ? { verify, ca } : { verify, ca, ...own })),
  configFlaw("speaks the newest protocol in any case", ["tls.max-version", "tls-listen.max-version"], (config) => ({ ...config, maxVersion: undefined })),
  configFlaw("speaks the oldest protocol in any case", ["tls.min-version", "tls-listen.min-version"], (config) => ({ ...config, minVersion: undefined })),
  configFlaw("asks nothing about revocation", ["certificate.revoked", "certificate.rejects-revoked"], (config) => ({ ...config, crl: undefined })),
  configFlaw("sends clients without a certificate away wherever it asks for one", ["certificate.optional"], (config) => ({ ...config, clientCertificate: "require" })),
  configFlaw("verifies no client where it only requests certificates", ["certificate.optional"], (config) => ({ ...config, verify: config.verify && config.clientCertificate !== "request" })),
  secureFlaw("looks at no names", ["certificate.name", "certificate.wrong-name"], (secure) => ({ ...secure, name: undefined })),
  secureFlaw("takes the address for the name where there is none", ["certificate.no-name"], (secure, to) => ({ ...secure, name: secure.name ?? to?.host })),
  secureFlaw("names no application protocols", ["tls.alpn", "tls-listen.alpn", "tls-listen.offer"], (secure) => ({ ...secure, alpn: undefined })),
  secureFlaw("turns the order of application protocols round", ["tls-listen.alpn"], (secure) => ({ ...secure, alpn: secure.alpn?.toReversed() })),
  streamFlaw(
    "says verified of those who were not, and not of those who were",
    ["certificate.good", "certificate.trusting", "certificate.no-name", "certificate.client", "credentials.bytes", "tls.secured"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, verified: !info.verified });
      }
    },
  ),
  streamFlaw(
    "says resumed of every connection",
    ["tls.resumed"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, resumed: true });
      }
    },
  ),
  streamFlaw(
    "says of its peer that it has shown no certificate",
    ["certificate.shown"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, peerCertificates: [] });
      }
    },
  ),
  streamFlaw(
    "does not say what was wrong about the handshake",
    [...POOR, "certificate.wrong-name", "certificate.no-name", "certificate.no-client", "tls.plain-server"],
    class extends PassStream {
      override closed(fault?: Fault): void {
        super.closed(fault && { reason: fault.reason });
      }
    },
  ),
  streamFlaw(
    "tells a failed handshake for a reset",
    [...POOR, "certificate.wrong-name", "certificate.no-client", "tls.plain-server"],
    class extends PassStream {
      override closed(fault?: Fault): void {
        super.closed(fault?.reason === "tls" ? { ...fault, reason: "reset" } : fault);
      }
    },
  ),
  streamFlaw(
    "says that it is secured before it looks at the certificate",
    [...POOR, "certificate.wrong-name", "certificate.no-client", "tls.plain-server", "tls.cut-off", "tls.link-down"],
    class extends PassStream {
      #isConnected = false;
      #isSecured = false;
      override connected(local: Endpoint, peer: Endpoint): void {
        this.#isConnected = true;
        super.connected(local, peer);
      }
      override secured(info: SecureInfo): void {
        this.#isSecured = true;
        super.secured(info);
      }
      override closed(fault?: Fault): void {
        if (this.#isConnected && !this.#isSecured) super.secured({ protocol: "TLSv1.3", verified: false, resumed: false });
        super.closed(fault);
      }
    },
  ),
];
