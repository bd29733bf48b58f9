import { ipVersion, type BindOptions, type Datagrams, type DatagramSink, type DialOptions, type Endpoint, type Listener, type ListenOptions, type ListenSink, type Stream, type StreamSink } from "@luat/contract";
import { cardFlaw, datagramFlaw, listenerFlaw, type Flaw } from "./flaw.js";
import { MissingSocket } from "./lesser-cards.js";
import { PassCard, PassDatagrams, PassListener } from "./pass-card.js";

/** Cards that are wrong about IPv6. */
export const IPV6_FLAWS: readonly Flaw[] = [
  cardFlaw(
    "reaches nobody over IPv6, though it says so",
    ["ipv6.dial"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return ipVersion(to.host) === 6 ? new MissingSocket(this.clock, sink, { reason: "unreachable" }) : super.dial(to, options, sink);
      }
    },
  ),
  cardFlaw(
    "listens on all addresses whatever it is asked for",
    ["ipv6.listen"],
    class extends PassCard {
      override listen({ host: _, ...options }: ListenOptions, sink: ListenSink): Listener {
        return super.listen(options, sink);
      }
    },
  ),
  cardFlaw(
    "listens on IPv4 addresses alone",
    ["ipv6.listen-everywhere"],
    class extends PassCard {
      override listen({ host = "10.0.0.2", ...options }: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, host }, sink);
      }
    },
  ),
  listenerFlaw(
    "tells clients over IPv6 as if they came over IPv4",
    ["ipv6.listen", "ipv6.listen-everywhere"],
    class extends PassListener {
      override offered(offer: Parameters<ListenSink["offered"]>[0]): void {
        super.offered(Object.create(offer, { local: { value: { host: "10.0.0.2", port: offer.local.port } } }) as typeof offer);
      }
    },
  ),
  datagramFlaw(
    "tells senders of IPv6 in another way",
    ["ipv6.datagrams"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        super.received(bytes, length, lent, ipVersion(from.host) === 6 ? { ...from, host: "0:0:0:0:0:0:0:1" } : from);
      }
    },
  ),
  cardFlaw(
    "binds over IPv4 where it is not told where",
    ["ipv6.datagrams-everywhere"],
    class extends PassCard {
      override bind({ host = "0.0.0.0", peer, ...options }: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, host, peer: ipVersion(host) === ipVersion(peer?.host ?? host) ? peer : undefined }, sink);
      }
    },
  ),
  cardFlaw(
    "binds over IPv6 where it has no peer",
    ["ipv6.datagrams-everywhere"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind(options.peer === undefined ? { ...options, host: options.host ?? "::" } : options, sink);
      }
    },
  ),
];
