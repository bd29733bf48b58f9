import type { TlsOptions } from "@luat/libnet";

/** What a client talks over. */
export type Kind = "tcp" | "udp" | "tls";

/** What every client is given. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  /** Default: TCP. */
  readonly kind?: Kind | undefined;
  /** Tells the clients of one device apart: in the log, and to the other parts of the program. Default: its kind. */
  readonly tag?: string | undefined;
  /**
   * Of the kind `tls`: the certificates. With `verify` the server's is verified; the LuatOS calls do that only with a
   * `ca`, and never with the system's authorities. Default: what the calls do by themselves.
   */
  readonly tls?: Pick<TlsOptions, "verify" | "ca" | "cert" | "key" | "passphrase" | "name"> | undefined;
  /** Default: chosen by the card. */
  readonly localPort?: number | undefined;
  /** Milliseconds until an attempt to connect, or to send, has failed. Default: 15,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds from the end of a connection to the next attempt. Default: 5,000. */
  readonly retry?: number | undefined;
}

/** A client that was installed on a device, where it runs until it is stopped. */
export interface Client {
  /** Closes the connection in order and connects no more; with promises, that is to stop the device. */
  stop(): Promise<void>;
}

/** Told by each client, once for each item: whether it was sent. */
export type SendCallback = (ok: boolean, tag: string) => void;

/** One item of a send queue. */
export interface SendItem {
  readonly data: string | Uint8Array;
  readonly cb: SendCallback | undefined;
}

// The topics through which the other parts of a program talk to the clients, so that neither side knows the other.
declare module "@luat/corelib" {
  interface Topics {
    /** Every client, please send this. */
    SEND_DATA_REQ: [data: string | Uint8Array, cb?: SendCallback];
    /** This came from the server of the client with this tag. */
    RECV_DATA_FROM_SERVER: [data: Uint8Array, tag: string];
    /** The client with this tag is on line. */
    CONNECTED_TO_SERVER: [tag: string];
    /** The network works: something was sent (which says nothing with UDP) or received. */
    FEED_NETWORK_WATCHDOG: [];
  }
}
