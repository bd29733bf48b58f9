import type { TlsConfig } from "@luat/contract";

/** What both generations can say about TLS; texts are PEM. */
export interface TlsWishes {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Go on though the server's certificate is not good. */
  readonly insist: boolean;
}

/**
 * What the card is asked for. The server is verified where there are authorities, and the program does not insist. As on the
 * device, TLS 1.3 is not spoken, so that a server which refuses a client's certificate does so before it is connected.
 */
export function tlsConfigOf({ ca, cert, key, passphrase, insist }: TlsWishes, host: string, warn: (text: string) => void): TlsConfig {
  const verify = ca !== undefined && !insist;
  if (ca !== undefined && insist) warn(`insist is 1, so the certificate of ${JSON.stringify(host)} is not verified although there is a caCert; 0 refuses one that is not good`);
  if (ca === undefined && !insist) warn(`insist is 0, but the certificate of ${JSON.stringify(host)} is not verified, as there is no caCert`);
  return { verify, ...(verify && { ca }), cert, key, passphrase, maxVersion: "TLSv1.2" };
}
