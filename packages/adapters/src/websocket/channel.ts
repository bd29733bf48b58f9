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
  readonly #opening: string | undefined;
  #connection: Connection | undefined;
  #sink: ChannelSink | undefined;

  /** @param opening - what the channel is to be, and said first. */
  constructor({ Class, url, token, clock }: Way, opening: Extract<ClientMessage, { readonly token?: unknown }>, sink: ChannelSink) {
    this.#sink = sink;
    const text = writeFromClient({ ...opening, token });
    if (text instanceof WireError) {
      clock.dry(() => this.#finish({ reason: "limit", cause: text }));
      return;
    }
    this.#opening = text;
    try {
      this.#connection = new Connection(Class, url, [GATEWAY_PROTOCOL], this);
    } catch (cause) {
      clock.dry(() => this.#finish({ reason: "refused", cause }));
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
    this.#finish({ reason: "broken", cause: error }, CLOSE_CODES[error.kind === "size" ? "client-size" : "client-protocol"]);
  }

  opened(): void {
    const agreed = this.#connection?.protocol;
    if (agreed === GATEWAY_PROTOCOL) this.#connection?.send(this.#opening as string);
    else this.blame(new WireError(`the server speaks ${JSON.stringify(agreed)}; expected ${JSON.stringify(GATEWAY_PROTOCOL)}`));
  }

  said(text: string): void {
    const message = parseFromGateway(text);
    if (message instanceof WireError) this.blame(message);
    else if (message.type === "closed") this.#finish(message.fault);
    else this.#sink?.said(message);
  }

  paid(bytes: Uint8Array): void {
    this.#sink?.paid(bytes);
  }

  ended(ending: Ending): void {
    this.#finish(endingFault(ending));
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
