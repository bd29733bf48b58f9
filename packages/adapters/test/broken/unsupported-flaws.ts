import type { BindOptions, Credentials, Datagrams, DatagramSink, DialOptions, Endpoint, Fault, Listener, ListenOptions, ListenSink, Stream, StreamSink } from "@luat/contract";
import type { Flaw } from "./flaw.js";
import { IdleCard, MissingSocket, PlainCard, UNSUPPORTED } from "./lesser-cards.js";

/** A card without sockets that is wrong about it. */
function idleFlaw(title: string, breaks: readonly string[], Card: typeof IdleCard): Flaw {
  return { title, breaks, good: (card, clock) => new IdleCard(card, clock), remake: (card, clock) => new Card(card, clock) };
}

/** A card without TLS that is wrong about it. */
function plainFlaw(title: string, breaks: readonly string[], Card: typeof PlainCard): Flaw {
  return { title, breaks, good: (card, clock) => new PlainCard(card, clock), remake: (card, clock) => new Card(card, clock) };
}

function spoil<Sink extends { closed(fault?: Fault): void }>(sink: Sink, closed: () => void): Sink {
  return Object.assign(Object.create(sink) as Sink, { closed });
}

/** Cards that are wrong about what they cannot do. */
export const UNSUPPORTED_FLAWS: readonly Flaw[] = [
  idleFlaw(
    "tells the wrong fault for what it cannot do",
    ["unsupported.dial", "unsupported.listen", "unsupported.bind"],
    class extends IdleCard {
      override dial(_to: Endpoint, _options: DialOptions, sink: StreamSink): Stream {
        return this.#missing(sink);
      }
      override listen(_options: ListenOptions, sink: ListenSink): Listener {
        return this.#missing(sink);
      }
      override bind(_options: BindOptions, sink: DatagramSink): Datagrams {
        return this.#missing(sink);
      }
      #missing(sink: { closed(fault?: Fault): void }): MissingSocket {
        return new MissingSocket(this.clock, spoil(sink, () => sink.closed({ reason: "broken" })));
      }
    },
  ),
  idleFlaw(
    "says inside the call that it cannot do it",
    ["unsupported.dial", "unsupported.listen", "unsupported.bind"],
    class extends IdleCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        sink.closed(UNSUPPORTED);
        return super.dial(to, options, sink);
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        sink.closed(UNSUPPORTED);
        return super.listen(options, sink);
      }
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        sink.closed(UNSUPPORTED);
        return super.bind(options, sink);
      }
    },
  ),
  idleFlaw(
    "dials and listens, though it says that it cannot",
    ["unsupported.dial", "unsupported.listen"],
    class extends IdleCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return this.inner.dial(to, options, sink);
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return this.inner.listen(options, sink);
      }
    },
  ),
  plainFlaw(
    "drops TLS without a word",
    ["unsupported.secure-dial", "unsupported.secure-listen"],
    class extends PlainCard {
      override dial(to: Endpoint, _options: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, {}, sink);
      }
      override listen({ secure: _secure, ...options }: ListenOptions, sink: ListenSink): Listener {
        return super.listen(options, sink);
      }
    },
  ),
  plainFlaw(
    "does not say that it has no TLS",
    ["unsupported.secure-dial", "unsupported.secure-listen"],
    class extends PlainCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, options, spoil(sink, () => sink.closed()));
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen(options, spoil(sink, () => sink.closed()));
      }
    },
  ),
  plainFlaw(
    "dials past the tunnel",
    ["unsupported.tunnel"],
    class extends PlainCard {
      override dial(to: Endpoint, { tunnel, ...options }: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, tunnel === undefined ? options : {}, sink);
      }
    },
  ),
  plainFlaw(
    "has credentials that it cannot use",
    ["unsupported.credentials"],
    class extends PlainCard {
      override credentials(): Credentials {
        return {} as Credentials;
      }
    },
  ),
];
