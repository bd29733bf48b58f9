/** One end of a connection, as text and number. */
export interface Endpoint {
  /** An IPv4 or IPv6 address in text form, or a name where a name is allowed. */
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** Where a card is on its network. */
export interface LocalAddress {
  /** Its IPv4 address. */
  readonly ip: string;
  /** The network mask, as an address. */
  readonly mask: string;
  /** The address of its router. */
  readonly gateway: string;
  /** Its IPv6 address, if it has one. */
  readonly ipv6?: string | undefined;
}

/**
 * The usual text of an endpoint: `host:port`, with brackets around an IPv6 address.
 *
 * @example
 * ```ts
 * import { formatEndpoint } from "@luat/contract";
 *
 * formatEndpoint({ host: "::1", port: 80 }); // "[::1]:80"
 * ```
 */
export function formatEndpoint(endpoint: Endpoint): string {
  return endpoint.host.includes(":") ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}
