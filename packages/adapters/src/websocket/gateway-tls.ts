import type { Credentials, Fault, SecureOptions, TlsConfig } from "@luat/contract";
import { shown } from "../checks/shown.js";
import { tlsFault } from "../certs/tls-fault.js";
import type { WireSecure } from "../wire/index.js";
import { unsupported } from "./unsupported.js";

/** Says what is wrong with TLS settings, if anything is. */
export type CheckTls = (config: TlsConfig) => Fault | undefined;

/** The most bytes that the name of an application protocol has. */
const LONGEST_PROTOCOL = 255;

/** Settings that were found good. */
class GatewayCredentials {
  constructor(readonly config: TlsConfig) {}
}

/** The TLS settings of one card. */
export class GatewayTls {
  readonly #check: CheckTls | undefined;
  readonly #made = new WeakSet<GatewayCredentials>();

  constructor(check: CheckTls | undefined) {
    this.#check = check;
  }

  /** What is said of all TLS where nobody can check settings. */
  get fault(): Fault | undefined {
    if (this.#check !== undefined) return undefined;
    return unsupported('TLS through a gateway needs the option tls, which checks the settings: pass checkTls of "@luat/adapters/certs"');
  }

  credentials(config: TlsConfig): Credentials | Fault {
    const fault = this.fault ?? this.#check?.(config);
    if (fault !== undefined) return fault;
    const credentials = new GatewayCredentials({ ...config });
    this.#made.add(credentials);
    return credentials as unknown as Credentials;
  }

  /**
   * What to say of TLS.
   *
   * @throws TypeError for credentials of others, or an application protocol that is none.
   */
  settings({ credentials, name, alpn, resume }: SecureOptions): WireSecure {
    const made: unknown = credentials;
    if (!(made instanceof GatewayCredentials && this.#made.has(made))) throw new TypeError(`secure.credentials is ${shown(made)}; expected what credentials() of this card gave`);
    for (const protocol of alpn ?? []) {
      const { length } = new TextEncoder().encode(protocol);
      if (length < 1 || length > LONGEST_PROTOCOL) throw new TypeError(`secure.alpn holds ${JSON.stringify(protocol)}; expected names of 1 to ${LONGEST_PROTOCOL} bytes`);
    }
    return { config: made.config, name, alpn, resume };
  }

  /**
   * The same for a listener, or what it lacks.
   *
   * @throws as {@link settings}.
   */
  serving(secure: SecureOptions): WireSecure | Fault {
    const settings = this.settings(secure);
    const { psk, cert, verify, ca } = settings.config;
    if (psk !== undefined) return settings;
    if (cert === undefined) return tlsFault("certificate", "cert is missing: a listener must have one");
    return verify && ca === undefined ? tlsFault("ca", "ca is missing: a listener that verifies must have it") : settings;
  }
}
