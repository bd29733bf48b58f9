import type { Fault, Listener, ListenOptions, ListenSink, SecureOptions, Stream, StreamSink } from "@luat/contract";
import { WireError, type WireSecure } from "../wire/index.js";
import { Channel, unexpected, type ChannelMessage, type ChannelSink, type Way } from "./channel.js";
import { GatewayOffer, type OfferKeeper } from "./gateway-offer.js";
import { GatewayStream } from "./gateway-stream.js";

/** A listener of a gateway. */
export class GatewayListener implements Listener, ChannelSink, OfferKeeper {
  readonly #way: Way;
  readonly #channel: Channel;
  readonly #sink: ListenSink;
  readonly #isSecure: boolean;
  readonly #settings: (secure: SecureOptions) => WireSecure | Fault;
  readonly #waiting = new Set<GatewayOffer>();
  #isListening = false;
  #isOver = false;
  /** Settings that came before the gateway listened. */
  #renewed: WireSecure | undefined;

  /** @param settings - what to say of TLS, or what it lacks for a listener. */
  constructor(way: Way, { port, host, backlog, keepAlive }: ListenOptions, secure: WireSecure | undefined, settings: (secure: SecureOptions) => WireSecure | Fault, sink: ListenSink) {
    this.#way = way;
    this.#sink = sink;
    this.#isSecure = secure !== undefined;
    this.#settings = settings;
    this.#channel = new Channel(way, { type: "listen", port, host, backlog, keepAlive, secure }, this);
  }

  renew(secure: SecureOptions): Fault | undefined {
    const settings = this.#settings(secure);
    if ("reason" in settings) return settings;
    if (!this.#isSecure) throw new TypeError("renew() of a listener without TLS; expected one with it");
    if (this.#isOver) return undefined;
    if (this.#isListening) this.#channel.say({ type: "renew", secure: settings });
    else this.#renewed = settings;
    return undefined;
  }

  close(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#channel.end();
  }

  release(offer: GatewayOffer): boolean {
    return this.#waiting.delete(offer);
  }

  accept({ id, secure }: GatewayOffer, sink: StreamSink): Stream {
    if (!this.#isOver) this.#channel.say({ type: "take", offer: id });
    return GatewayStream.accept(this.#way, id, secure !== undefined, sink);
  }

  refuse({ id }: GatewayOffer): void {
    if (!this.#isOver) this.#channel.say({ type: "refuse", offer: id });
  }

  said(message: ChannelMessage): void {
    if (message.type === "listening") this.#listening(message);
    else if (message.type === "offered") this.#offered(message);
    else if (message.type === "rejected") this.#sink.rejected(message.from, message.fault);
    else this.#channel.blame(unexpected(message, "a listener"));
  }

  paid(): void {
    this.#channel.blame(new WireError("payload came to a listener"));
  }

  over(fault?: Fault): void {
    this.#isOver = true;
    this.#sink.closed(fault);
  }

  #listening({ local }: Extract<ChannelMessage, { type: "listening" }>): void {
    this.#isListening = true;
    if (this.#renewed !== undefined) this.#channel.say({ type: "renew", secure: this.#renewed });
    this.#sink.listening(local);
  }

  #offered(message: Extract<ChannelMessage, { type: "offered" }>): void {
    const offer = new GatewayOffer(message, this);
    this.#waiting.add(offer);
    this.#sink.offered(offer);
  }
}
