import type { DnsQuery, Endpoint, Fault, KeepAlive, LocalAddress, SecureInfo, SecureOptions, Traits } from "@luat/contract";

/** The first line of a transcript. */
export interface TranscriptHeader {
  /** The time of day when the recording began, as ISO 8601 text. */
  readonly at: string;
  /** The name of the card that was recorded. */
  readonly adapter: string;
  /** What the card can do. */
  readonly traits: Traits;
  /** Whether the card was ready at the beginning. */
  readonly up: boolean;
  /** Its addresses at the beginning, where it had any. */
  readonly address?: LocalAddress | undefined;
}

/** What was asked of TLS. Never the credentials: a transcript holds no keys; nor whether sessions may be taken up, which shows in what was settled. */
export type RecordedTls = Omit<SecureOptions, "credentials" | "resume">;

/** What a handshake settled, without the certificates. */
export type RecordedSecurity = Omit<SecureInfo, "peerCertificates">;

/** A fault without its note and its cause, which may hold anything, and without certificates. */
export type RecordedFault = Omit<Fault, "note" | "cause" | "peerCertificates" | "wantedName">;

/** What `send` answered when it took something. */
export type Took = "taken" | "sent";

/** The fields of each kind of entry beside `t` and `ev`. */
export interface EntryFields {
  /** The link came up or went down, or the address changed; `id` is absent. */
  link: { readonly up: boolean; readonly address?: LocalAddress | undefined };

  /** The program looks a name up; a lookup has a number as sockets have. */
  resolve: { readonly id: number; readonly name: string } & DnsQuery;
  /** The addresses of a name, or why there are none. */
  resolved: { readonly id: number; readonly addresses?: readonly string[] | undefined; readonly fault?: RecordedFault | undefined };

  /** The program opens a stream. */
  dial: {
    readonly id: number;
    readonly to: Endpoint;
    readonly localPort?: number | undefined;
    readonly keepAlive?: KeepAlive | undefined;
    readonly secure?: RecordedTls | undefined;
  };
  /** A stream is on line. */
  connected: { readonly id: number; readonly local: Endpoint; readonly peer: Endpoint };
  /** The handshake of a stream is done. */
  secured: { readonly id: number; readonly info: RecordedSecurity };
  /** The program sends on a stream. */
  out: { readonly id: number; readonly bytes: Uint8Array; readonly took: Took };
  /** A stream received. */
  in: { readonly id: number; readonly bytes: Uint8Array };
  /** A send was answered with FULL; those that follow until `drained` are not written. */
  full: { readonly id: number };
  /** So many bytes of a stream are with the system, counted from its beginning. */
  sent: { readonly id: number; readonly total: number };
  /** A stream takes data again. */
  drained: { readonly id: number };
  /** The peer of a stream sends no more. */
  ended: { readonly id: number };
  /** A stream, listener or datagram socket ended by itself. */
  closed: { readonly id: number; readonly fault?: RecordedFault | undefined };
  /** The program ends its side of a stream. */
  finish: { readonly id: number };
  /** The program ends a stream at once. */
  destroy: { readonly id: number; readonly how: "abort" | "reset" };

  /** The program opens a listener. */
  listen: {
    readonly id: number;
    readonly port: number;
    readonly host?: string | undefined;
    readonly backlog: number;
    readonly keepAlive?: KeepAlive | undefined;
    readonly secure?: RecordedTls | undefined;
  };
  /** A listener listens. */
  listening: { readonly id: number; readonly local: Endpoint };
  /** A client came to the listener `id`; `client` is the number of its stream. */
  offered: {
    readonly id: number;
    readonly client: number;
    readonly from: Endpoint;
    readonly local: Endpoint;
    readonly secure?: RecordedSecurity | undefined;
  };
  /** A client was sent away before it came to the program. */
  rejected: { readonly id: number; readonly from: Endpoint; readonly fault: RecordedFault };
  /** The program takes a client; `id` is its stream's. */
  accept: { readonly id: number };
  /** The program sends a client away. */
  refuse: { readonly id: number };

  /** The program opens a datagram socket. */
  bind: {
    readonly id: number;
    readonly port?: number | undefined;
    readonly host?: string | undefined;
    readonly peer?: Endpoint | undefined;
    readonly secure?: RecordedTls | undefined;
  };
  /** A datagram socket has its port. */
  bound: { readonly id: number; readonly local: Endpoint };
  /** The program sends a datagram; without `to`, to the peer. */
  "datagram-out": { readonly id: number; readonly to?: Endpoint | undefined; readonly bytes: Uint8Array; readonly took: Took };
  /** `cut`: the card kept only the beginning of it. */
  "datagram-in": { readonly id: number; readonly from: Endpoint; readonly cut?: boolean | undefined; readonly bytes: Uint8Array };
  /** A datagram could not be sent, or was sent back; `nth` is which one, where the card knows. */
  failed: { readonly id: number; readonly fault: RecordedFault; readonly nth?: number | undefined };
  /** The program closes a listener or a datagram socket. */
  close: { readonly id: number };
}

/** The kinds of entries. */
export type EntryKind = keyof EntryFields;

/** The entry of one kind. `t` is in milliseconds since the recording began. */
export type EntryOf<K extends EntryKind> = { readonly t: number; readonly ev: K } & EntryFields[K];

/** One line of a transcript after the first: something that the program did, or was told. */
export type Entry = { [K in EntryKind]: EntryOf<K> }[EntryKind];

/** An entry that has no time yet. */
export type Untimed = { [K in EntryKind]: { readonly ev: K } & EntryFields[K] }[EntryKind];

/** A recording of the traffic of one card. */
export interface Transcript {
  /** The first line. */
  readonly header: TranscriptHeader;
  /** The other lines, in the order of time. */
  readonly entries: readonly Entry[];
}
