/** What a TLS handshake settled, in words of no language. */
export function settled(protocol: string, cipher: string | undefined, alpn: string | undefined): string {
  return [protocol, cipher, alpn === undefined ? undefined : `alpn ${alpn}`].filter((part) => part !== undefined).join(", ");
}
