/** What the page talks over: a TCP or TLS connection that comes back, or a UDP socket. */
export interface Link {
  /** Sends one message. Rejects with why it was not. */
  send(bytes: Uint8Array): Promise<void>;
  /** Ends it; nothing is told afterwards. */
  close(): Promise<void>;
}

/** What becomes of a link. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "online"; readonly peer: string }
  | { readonly kind: "waiting"; readonly cause: unknown; readonly delay: number }
  | { readonly kind: "offline"; readonly cause: unknown };

/** Who is told about a link. */
export interface LinkOwner {
  changed(state: LinkState): void;
  received(bytes: Uint8Array): void;
}

/** Where a link goes, and how. */
export interface Target {
  readonly protocol: "tcp" | "tls" | "udp";
  readonly host: string;
  readonly port: number;
  readonly verify: boolean;
  readonly reconnect: boolean;
}
