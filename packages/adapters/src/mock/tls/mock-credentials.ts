import type { Credentials, Fault, TlsConfig } from "@luat/contract";
import { readSettings, type ReadSettings } from "../../certs/check-tls.js";
import type { Certificate, RevocationList } from "../../certs/index.js";
import { readBlocks } from "../../certs/pem.js";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { VERSIONS, type Version } from "./message.js";

const LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "DER"]);

/** TLS settings that were found good, by one host. */
export class MockCredentials {
  readonly verify: boolean;
  /** Of a listener that verifies: whether clients may be without a certificate. */
  readonly isOptional: boolean;
  /** Absent: those of the net. */
  readonly authorities: readonly Certificate[] | undefined;
  /** Absent: nothing is asked about revocation. */
  readonly revocationLists: readonly RevocationList[] | undefined;
  /** This side's certificate and those that follow it, as PEM. */
  readonly cert: string | undefined;
  /** Instead of certificates. */
  readonly psk: KeyBytes | undefined;
  /** The newest first. */
  readonly versions: readonly Version[];

  private constructor({ verify, clientCertificate, cert, minVersion = "TLSv1.2", maxVersion = "TLSv1.3" }: TlsConfig, { authorities, revocationLists, psk }: ReadSettings) {
    this.verify = verify;
    this.isOptional = clientCertificate === "request";
    this.psk = psk;
    this.authorities = authorities;
    this.revocationLists = revocationLists;
    this.cert = cert === undefined ? undefined : certificatesIn(cert);
    this.versions = VERSIONS.slice(VERSIONS.indexOf(maxVersion), VERSIONS.indexOf(minVersion) + 1);
  }

  static read(config: TlsConfig): MockCredentials | Fault {
    const settings = readSettings(config);
    if ("reason" in settings) return settings;
    return new MockCredentials(settings.psk === undefined ? config : { ...config, verify: false, maxVersion: "TLSv1.2" }, settings);
  }

  /** What users get. */
  get opaque(): Credentials {
    return this as unknown as Credentials;
  }
}

/** The private key may be in the same text; nobody else is to see it. */
function certificatesIn(cert: string | Uint8Array): string {
  const blocks = readBlocks(cert).filter(({ label }) => LABELS.has(label));
  return blocks.map(({ der }) => `-----BEGIN CERTIFICATE-----\n${btoa(der)}\n-----END CERTIFICATE-----\n`).join("");
}
