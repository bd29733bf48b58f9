import { formatEndpoint, type Endpoint, type Offer, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";

/** What an offer asks of its listener. */
export interface OfferKeeper {
  /** Whether the offer still waits; from now on it does not. */
  release(offer: GatewayOffer): boolean;
  accept(offer: GatewayOffer, sink: StreamSink): Stream;
  refuse(offer: GatewayOffer): void;
}

/** A client that waits at a gateway. */
export class GatewayOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure?: SecureInfo;
  /** What the gateway knows it by. */
  readonly id: string;
  readonly #keeper: OfferKeeper;

  constructor({ offer, from, local, secure }: { readonly offer: string; readonly from: Endpoint; readonly local: Endpoint; readonly secure?: SecureInfo | undefined }, keeper: OfferKeeper) {
    this.id = offer;
    this.from = from;
    this.local = local;
    if (secure !== undefined) this.secure = secure;
    this.#keeper = keeper;
  }

  accept(sink: StreamSink): Stream {
    if (!this.#keeper.release(this)) throw new Error(`the offer of ${formatEndpoint(this.from)} was accepted or refused before`);
    return this.#keeper.accept(this, sink);
  }

  refuse(): void {
    if (this.#keeper.release(this)) this.#keeper.refuse(this);
  }
}
