import type { Endpoint, Fault, Listener, ListenOptions, ListenSink, Offer, Stream, StreamSink } from "@luat/contract";
import { cardFlaw, listenerFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassListener, PassOffer } from "./pass-card.js";

/** Makes a listener whose offers are of a flawed class. */
export function withOffers(title: string, breaks: readonly string[], OfferClass: new (offer: Offer, card: PassCard) => PassOffer): Flaw {
  return listenerFlaw(
    title,
    breaks,
    class extends PassListener {
      override offered(offer: Offer): void {
        this.sink.offered(new OfferClass(offer, this.card));
      }
    },
  );
}

/** Takes a client at once, and keeps nothing of what it says until it is accepted. */
class ForgetfulOffer extends PassOffer {
  #sink: StreamSink | undefined;
  readonly #stream: Stream;
  #isGone = false;

  constructor(inner: Offer, card: PassCard) {
    super(inner, card);
    this.#stream = inner.accept({
      connected: () => undefined,
      secured: () => undefined,
      received: (bytes, length, lent) => this.#sink?.received(bytes, length, lent),
      sent: (total) => this.#sink?.sent(total),
      drained: () => this.#sink?.drained(),
      ended: () => this.#sink?.ended(),
      closed: (fault) => {
        this.#isGone = true;
        this.#sink?.closed(fault);
      },
    });
  }

  override accept(sink: StreamSink): Stream {
    if (this.#isGone) throw new Error("the client left");
    this.#sink = sink;
    return this.#stream;
  }

  override refuse(): void {
    this.#stream.destroy();
  }
}

/** Cards that listen in the wrong way. */
export const LISTEN_FLAWS: readonly Flaw[] = [
  listenerFlaw(
    "does not tell its port",
    ["listen.listening"],
    class extends PassListener {
      override listening(local: Endpoint): void {
        super.listening({ host: local.host, port: 0 });
      }
    },
  ),
  listenerFlaw(
    "tells twice that it listens",
    ["listen.listening"],
    class extends PassListener {
      override listening(local: Endpoint): void {
        super.listening(local);
        super.listening(local);
      }
    },
  ),
  cardFlaw(
    "tells inside listen() that it listens",
    ["listen.listening"],
    class extends PassCard {
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        sink.listening({ host: "10.0.0.2", port: options.port });
        return super.listen(options, sink);
      }
    },
  ),
  cardFlaw(
    "listens only on the loopback unless it is given a host",
    ["listen.everywhere"],
    class extends PassCard {
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, host: options.host ?? "127.0.0.1" }, sink);
      }
    },
  ),
  cardFlaw(
    "takes any port and any address",
    ["listen.chosen-port", "listen.in-use", "listen.foreign-address"],
    class extends PassCard {
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, port: 0, host: "10.0.0.2" }, sink);
      }
    },
  ),
  listenerFlaw(
    "does not say why it cannot listen",
    ["listen.in-use", "listen.foreign-address", "link.down-listener", "link.listen-while-down", "tls-listen.no-certificate", "tls-listen.no-authorities"],
    class extends PassListener {
      override closed(): void {
        super.closed();
      }
    },
  ),
  listenerFlaw(
    "closes twice",
    ["listen.in-use", "link.down-listener", "link.listen-while-down"],
    class extends PassListener {
      override closed(fault?: Fault): void {
        super.closed(fault);
        super.closed(fault);
      }
    },
  ),
  cardFlaw(
    "offers all clients to the last listener",
    ["listen.apart"],
    class extends PassCard {
      #last: ListenSink | undefined;
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        this.#last = sink;
        const mixed = Object.create(sink) as ListenSink;
        mixed.listening = (local) => sink.listening(local);
        mixed.offered = (offer) => (this.#last ?? sink).offered(offer);
        mixed.closed = (fault) => sink.closed(fault);
        return super.listen(options, mixed);
      }
    },
  ),
  listenerFlaw(
    "does not close",
    ["listen.close", "listen.chosen-port", "listen.close-refuses-offers", "listen.close-shuts-the-door", "tls-listen.close"],
    class extends PassListener {
      override close(): void {}
    },
  ),
  listenerFlaw(
    "says that it is closed after close()",
    ["listen.close"],
    class extends PassListener {
      override close(): void {
        super.close();
        this.card.clock.after(1, () => this.closed());
      }
    },
  ),
  listenerFlaw(
    "closes the streams it has accepted with it",
    ["listen.close-keeps-streams"],
    class extends PassListener {
      readonly #streams: Stream[] = [];
      override offered(offer: Offer): void {
        const card = Object.create(this.card) as PassCard;
        card.wrap = (sink, open) => {
          const stream = this.card.wrap(sink, open);
          this.#streams.push(stream);
          return stream;
        };
        this.sink.offered(new PassOffer(offer, card));
      }
      override close(): void {
        super.close();
        for (const stream of this.#streams) stream.destroy();
      }
    },
  ),
  withOffers(
    "swaps the endpoints of an offer",
    ["offer.endpoints", "listen.everywhere"],
    class extends PassOffer {
      override get from(): Endpoint {
        return super.local;
      }
      override get local(): Endpoint {
        return super.from;
      }
    },
  ),
  withOffers("drops what clients say before they are accepted", ["offer.waits", "offer.client-left", "offer.client-reset", "offer.burst", "tls-listen.waits"], ForgetfulOffer),
  withOffers(
    "says that accepted streams are connected now",
    ["offer.accept", "tls-listen.accept"],
    class extends PassOffer {
      override accept(sink: StreamSink): Stream {
        this.card.clock.after(0, () => sink.connected(this.local, this.from));
        return super.accept(sink);
      }
    },
  ),
  withOffers(
    "calls back inside accept()",
    ["offer.accept", "tls-listen.accept"],
    class extends PassOffer {
      override accept(sink: StreamSink): Stream {
        const stream = super.accept(sink);
        sink.sent(0);
        return stream;
      }
    },
  ),
  withOffers(
    "does not refuse",
    ["offer.refuse", "offer.once", "tls-listen.refuse"],
    class extends PassOffer {
      override refuse(): void {}
    },
  ),
  withOffers(
    "ends an accepted stream when the offer is refused afterwards",
    ["offer.once"],
    class extends PassOffer {
      #stream: Stream | undefined;
      override accept(sink: StreamSink): Stream {
        return (this.#stream = super.accept(sink));
      }
      override refuse(): void {
        this.#stream?.destroy();
        super.refuse();
      }
    },
  ),
  withOffers(
    "gives the same stream to whoever accepts",
    ["offer.once"],
    class extends PassOffer {
      #stream: Stream | undefined;
      override accept(sink: StreamSink): Stream {
        return (this.#stream ??= super.accept(sink));
      }
    },
  ),
  listenerFlaw(
    "loses one client of many",
    ["offer.burst"],
    class extends PassListener {
      #clients = 0;
      override offered(offer: Offer): void {
        if (++this.#clients % 10 === 0) offer.refuse();
        else super.offered(offer);
      }
    },
  ),
  cardFlaw(
    "ignores the backlog",
    ["offer.backlog", "tls-listen.backlog"],
    class extends PassCard {
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, backlog: 1000 }, sink);
      }
    },
  ),
  listenerFlaw(
    "counts answered offers as waiting",
    ["offer.backlog"],
    class extends PassListener {
      #clients = 0;
      override offered(offer: Offer): void {
        if (++this.#clients > 2) offer.refuse();
        else super.offered(offer);
      }
    },
  ),
];
