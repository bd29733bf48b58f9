/** What both clients are given. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  /** Default: chosen by the card. */
  readonly localPort?: number | undefined;
  /** Milliseconds until an attempt to connect, or to send, has failed. Default: 15,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds from the end of a connection to the next attempt. Default: 5,000. */
  readonly retry?: number | undefined;
}

/** A client that was installed on a device, where it runs until it is stopped. */
export interface Client {
  /** Closes the connection in order and connects no more. */
  stop(): Promise<void>;
}

/** Told once for each item: whether it was sent. */
export type SendCallback = (ok: boolean) => void;

/** One item of a send queue. */
export interface SendItem {
  readonly data: string | Uint8Array;
  readonly cb: SendCallback | undefined;
}

// The topics through which the other parts of a program talk to the client, so that neither side knows the other.
declare module "@luat/corelib" {
  interface Topics {
    /** Please send this. */
    SEND_DATA_REQ: [data: string | Uint8Array, cb?: SendCallback];
    /** This came from the server. */
    RECV_DATA_FROM_SERVER: [data: Uint8Array];
    /** The network works: something was sent or received. */
    FEED_NETWORK_WATCHDOG: [];
  }
}
