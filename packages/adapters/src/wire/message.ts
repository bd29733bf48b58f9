import type { Endpoint, Fault, KeepAlive, SecureInfo, SecureOptions, TlsConfig } from "@luat/contract";

/** TLS that the gateway is to speak with the peer, or with clients. */
export interface WireSecure extends Omit<SecureOptions, "credentials"> {
  readonly config: TlsConfig;
}

/** The fields of what a client says, beside `type`. */
export interface ClientFields {
  /** The first message of a channel: it is a stream to this endpoint, whose host may be a name. */
  dial: {
    readonly host: string;
    readonly port: number;
    readonly localPort?: number | undefined;
    readonly keepAlive?: KeepAlive | undefined;
    readonly secure?: WireSecure | undefined;
    /** How many bytes beyond the last `taken` the gateway may send. */
    readonly window: number;
    readonly token?: string | undefined;
  };
  /** The first message of a channel: it is a listener. */
  listen: {
    readonly port: number;
    readonly host?: string | undefined;
    readonly backlog: number;
    readonly keepAlive?: KeepAlive | undefined;
    readonly secure?: WireSecure | undefined;
    readonly token?: string | undefined;
  };
  /** The first message of a channel: it is the stream of a client that was taken. */
  accept: { readonly offer: string; readonly window: number; readonly token?: string | undefined };
  /** The first message of a channel: it is a datagram socket. */
  bind: {
    readonly port?: number | undefined;
    readonly host?: string | undefined;
    readonly peer?: Endpoint | undefined;
    readonly token?: string | undefined;
  };
  /** Of a stream: the user has taken this many bytes in all. */
  taken: { readonly total: number };
  /** Of a stream: FIN after what was sent. */
  finish: object;
  /** Of a stream: ends it now. */
  destroy: { readonly how: "abort" | "reset" };
  /**
   * Of a listener: a client will be accepted. It waits no more, makes room in the backlog and outlives its listener; its `accept` follows on a
   * WebSocket of its own, within the time for a first message.
   */
  take: { readonly offer: string };
  /** Of a listener: sends a client away. */
  refuse: { readonly offer: string };
  /** Of a listener with TLS: handshakes that begin from now on go by these settings. */
  renew: { readonly secure: WireSecure };
}

/** The fields of what a gateway says, beside `type`. */
export interface GatewayFields {
  connected: {
    readonly local: Endpoint;
    readonly peer: Endpoint;
    /** How many bytes beyond the last `sent` the client may send. */
    readonly window: number;
  };
  secured: { readonly info: SecureInfo };
  /** The first `total` bytes of a stream were handed to the gateway's system; the first `total` datagrams are settled. */
  sent: { readonly total: number };
  ended: object;
  listening: { readonly local: Endpoint };
  offered: {
    readonly offer: string;
    readonly from: Endpoint;
    readonly local: Endpoint;
    readonly secure?: SecureInfo | undefined;
  };
  rejected: { readonly from: Endpoint; readonly fault: Fault };
  bound: { readonly local: Endpoint };
  failed: { readonly fault: Fault; readonly nth?: number | undefined };
  /** The last of every channel. */
  closed: { readonly fault?: Fault | undefined };
}

/** What a control message of a client may be. */
export type ClientType = keyof ClientFields;
/** What a control message of a gateway may be. */
export type GatewayType = keyof GatewayFields;

/** A control message from a client to a gateway. */
export type ClientMessage = { [T in ClientType]: { readonly type: T } & ClientFields[T] }[ClientType];
/** A control message from a gateway to a client. */
export type GatewayMessage = { [T in GatewayType]: { readonly type: T } & GatewayFields[T] }[GatewayType];
