import type { BindOptions, Datagrams, DatagramSink, DialOptions, Endpoint, Listener, ListenOptions, ListenSink, LocalAddress, Stop, Stream, StreamSink } from "@luat/contract";
import { cardFlaw, type Flaw } from "./flaw.js";
import { MissingSocket } from "./lesser-cards.js";
import { PassCard } from "./pass-card.js";

/** Cards that are wrong about their link. */
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
    "opens sockets only once",
    ["link.up-again-listen", "link.up-again-datagrams"],
    class extends PassCard {
      #wasDown = false;
      constructor(...parts: ConstructorParameters<typeof PassCard>) {
        super(...parts);
        super.watch(() => (this.#wasDown = true));
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen(this.#wasDown ? { ...options, port: 0 } : options, sink);
      }
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return this.#wasDown ? new MissingSocket(this.clock, sink, { reason: "in-use" }) : super.bind(options, sink);
      }
    },
  ),
];
