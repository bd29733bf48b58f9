import type { Clock, Fault } from "@luat/contract";
import {
  CLOSE_CODES,
  GATEWAY_PROTOCOL,
  parseFromGateway,
  WireError,
  writeFromClient,
  type ClientMessage,
  type GatewayMessage,
} from "../wire/index.js";
import { Connection, type ConnectionSink, type Ending } from "./connection.js";
import { endingFault } from "./ending-fault.js";
import type { WebSocketClass } from "./web-socket.js";

/** Where a gateway is, and how it is spoken to. */
export interface Way {
  readonly Class: WebSocketClass;
  readonly url: string;
  /** What messages call the gateway. */
  readonly whom: string;
  readonly token: string | undefined;
  readonly clock: Clock;
  /** The bytes that may be under way in each direction of a stream. */
  readonly window: number;
}

/** What a gateway says on a channel before the end. */
export type ChannelMessage = Exclude<GatewayMessage, { readonly type: "closed" }>;

/** Who is told what comes on a channel. */
export interface ChannelSink {
  said(message: ChannelMessage): void;
  paid(bytes: Uint8Array): void;
  /** Last. */
  over(fault?: Fault): void;
}

/** One WebSocket to a gateway: a stream, a listener, or a datagram socket there. */
export class Channel implements ConnectionSink {
  readonly #whom: string;
  readonly #opening: string | undefined;
  #connection: Connection | undefined;
  #sink: ChannelSink | undefined;

  /** @param opening - what the channel is to be, and said first. */
  constructor({ Class, url, whom, token, clock }: Way, opening: Extract<ClientMessage, { readonly token?: unknown }>, sink: ChannelSink) {
    this.#whom = whom;
    this.#sink = sink;
    const text = writeFromClient({ ...opening, token });
    if (text instanceof WireError) {
      clock.dry(() => this.#finish({ reason: "limit", note: text.message, cause: text }));
      return;
    }
    this.#opening = text;
    try {
      this.#connection = new Connection(Class, url, [GATEWAY_PROTOCOL], this);
    } catch (cause) {
      clock.dry(() => this.#finish({ reason: "refused", note: `${whom} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`, cause }));
    }
  }

  /** Says something; to be called once the gateway has said something. */
  say(message: ClientMessage): void {
    const text = writeFromClient(message);
    if (text instanceof WireError) throw text;
    this.#connection?.send(text);
  }

  pay(bytes: Uint8Array): void {
    this.#connection?.send(bytes);
  }

  /** Closes it after what was said, and tells nothing more. */
  end(code: number = CLOSE_CODES.done): void {
    this.#sink = undefined;
    this.#connection?.end(code);
    this.#connection = undefined;
  }

  /** Ends it because the gateway breaks the protocol. */
  blame(error: WireError): void {
    this.#finish({ reason: "broken", note: `${this.#whom} breaks the protocol: ${error.message}`, cause: error }, CLOSE_CODES[error.kind === "size" ? "client-size" : "client-protocol"]);
  }

  opened(): void {
    const agreed = this.#connection?.protocol;
    if (agreed === GATEWAY_PROTOCOL) this.#connection?.send(this.#opening as string);
    else this.blame(new WireError(`the server speaks ${JSON.stringify(agreed)}; expected ${JSON.stringify(GATEWAY_PROTOCOL)}`));
  }

  said(text: string): void {
    const message = parseFromGateway(text);
    if (message instanceof WireError) this.blame(message);
    else if (message.type === "closed") this.#finish(message.fault && this.#noted(message.fault));
    else if (message.type === "failed") this.#sink?.said({ ...message, fault: this.#noted(message.fault) });
    else this.#sink?.said(message);
  }

  paid(bytes: Uint8Array): void {
    this.#sink?.paid(bytes);
  }

  ended(ending: Ending): void {
    this.#finish(endingFault(ending, this.#whom));
  }

  /** What is neither the system's nor about TLS is the gateway's own doing, which it tells in words. */
  #noted(fault: Fault): Fault {
    const { reason, errno, tls, cause } = fault;
    const isOwn = errno === undefined && tls === undefined && reason !== "unsupported" && cause instanceof Error;
    return isOwn ? { ...fault, note: `${this.#whom} says: ${cause.message}` } : fault;
  }

  #finish(fault: Fault | undefined, code?: number): void {
    const told = this.#sink;
    this.end(code);
    told?.over(fault);
  }
}

/** A message that a channel of this kind does not know. */
export function unexpected({ type }: ChannelMessage, what: string): WireError {
  return new WireError(`${type} came to ${what}`);
}
