import type { TlsConfig } from "@luat/contract";

/** The protocols, as LuatOS-Air names them. */
export const PROTOCOLS = { tcp: "TCP", ssl: "TCPSSL", udp: "UDP" } as const;

/** Where a socket goes, and how. */
export interface Target {
  readonly kind: keyof typeof PROTOCOLS;
  readonly host: string;
  readonly port: number;
  /** 0: any. */
  readonly localPort?: number | undefined;
  /** Whether IPv6 addresses of a name are looked for, and not IPv4 ones. */
  readonly ipv6?: boolean | undefined;
  /** With `"ssl"` only. */
  readonly tls?: TlsConfig | undefined;
  /** The name that is told to the server, and that its certificate must be for. Absent: neither is done. */
  readonly tlsName?: string | undefined;
}
