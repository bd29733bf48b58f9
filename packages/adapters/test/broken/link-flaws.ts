import type {
  BindOptions,
  Credentials,
  Datagrams,
  DatagramSink,
  DialOptions,
  Endpoint,
  Fault,
  Listener,
  ListenOptions,
  ListenSink,
  LocalAddress,
  Stop,
  Stream,
  StreamSink,
  Traits,
} from "@luat/contract";
import { cardFlaw, type Flaw } from "./flaw.js";
import { PassCard } from "./pass-card.js";

const UNSUPPORTED: Fault = { reason: "unsupported" };

/** A good card that can neither dial nor listen. */
class IdleCard extends PassCard {
  override get traits(): Traits {
    return { ...super.traits, tcp: false, listen: false };
  }
  override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    return this.inner.dial(to, { ...options, secure: { credentials: {} as Credentials } }, sink);
  }
  override listen(options: ListenOptions, sink: ListenSink): Listener {
    return this.inner.listen({ ...options, secure: { credentials: {} as Credentials } }, sink);
  }
}

/** Cards that are wrong about their link, or about what they cannot do. */
export const LINK_FLAWS: readonly Flaw[] = [
  cardFlaw(
    "has no address",
    ["link.address"],
    class extends PassCard {
      override address(): undefined {}
    },
  ),
  cardFlaw(
    "has an address that is none",
    ["link.address"],
    class extends PassCard {
      override address(): LocalAddress {
        return { ip: "eth0", mask: "/24", gateway: "" };
      }
    },
  ),
  cardFlaw(
    "is always ready",
    ["link.watch"],
    class extends PassCard {
      override isReady(): boolean {
        return true;
      }
    },
  ),
  cardFlaw(
    "is never ready",
    ["link.address", "link.up-again"],
    class extends PassCard {
      override isReady(): boolean {
        return false;
      }
    },
  ),
  cardFlaw(
    "tells the present state to new watchers",
    ["link.watch"],
    class extends PassCard {
      override watch(onLink: (up: boolean) => void): Stop {
        this.clock.after(1, () => onLink(this.isReady()));
        return super.watch(onLink);
      }
    },
  ),
  cardFlaw(
    "tells nothing to watchers",
    ["link.watch", "link.watch-stop"],
    class extends PassCard {
      override watch(): Stop {
        return () => undefined;
      }
    },
  ),
  cardFlaw(
    "tells watchers that were stopped",
    ["link.watch-stop"],
    class extends PassCard {
      override watch(onLink: (up: boolean) => void): Stop {
        super.watch(onLink);
        return () => undefined;
      }
    },
  ),
  cardFlaw(
    "dials only once",
    ["link.up-again"],
    class extends PassCard {
      #wasDown = false;
      constructor(...parts: ConstructorParameters<typeof PassCard>) {
        super(...parts);
        super.watch(() => (this.#wasDown = true));
      }
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return super.dial(this.#wasDown ? { ...to, port: 9 } : to, options, sink);
      }
    },
  ),
  cardFlaw(
    "tells datagram sockets the wrong fault",
    ["unsupported.bind"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind(options, { ...sink, closed: () => sink.closed({ reason: "broken" }) });
      }
    },
  ),
  cardFlaw(
    "closes datagram sockets inside bind()",
    ["unsupported.bind"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        sink.closed(UNSUPPORTED);
        return super.bind(options, sink);
      }
    },
  ),
  cardFlaw(
    "drops TLS without a word",
    ["unsupported.secure-dial", "unsupported.secure-listen"],
    class extends PassCard {
      override dial(to: Endpoint, _options: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, {}, sink);
      }
      override listen({ secure: _secure, ...options }: ListenOptions, sink: ListenSink): Listener {
        return super.listen(options, sink);
      }
    },
  ),
  cardFlaw(
    "has credentials that it cannot use",
    ["unsupported.credentials"],
    class extends PassCard {
      override credentials(): Credentials {
        return {} as Credentials;
      }
    },
  ),
  {
    title: "dials and listens, though it says that it cannot",
    breaks: ["unsupported.dial", "unsupported.listen"],
    good: (card, clock) => new IdleCard(card, clock),
    remake: (card, clock) =>
      new (class extends IdleCard {
        override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
          return this.inner.dial(to, options, sink);
        }
        override listen(options: ListenOptions, sink: ListenSink): Listener {
          return this.inner.listen(options, sink);
        }
      })(card, clock),
  },
];
