import { SENT, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import { cardFlaw, datagramFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassDatagrams } from "./pass-card.js";

/** A card that tells its sockets' peers to the flawed sockets alone. */
class SoftPeerCard extends PassCard {
  peer: Endpoint | undefined;
  override bind({ peer, ...options }: BindOptions, sink: DatagramSink): Datagrams {
    this.peer = peer;
    return super.bind(options, sink);
  }
}

/** A socket that sends to its peer and takes what it likes. */
class SoftPeerDatagrams extends PassDatagrams {
  protected peer = this.card instanceof SoftPeerCard ? this.card.peer : undefined;
  override send(bytes: Uint8Array, to = this.peer): SendResult {
    return super.send(bytes, to);
  }
}

function softPeerFlaw(title: string, breaks: readonly string[], Socket: typeof SoftPeerDatagrams): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends SoftPeerCard {
      override Datagrams = Socket;
    },
  );
}

/** Datagram sockets that are wrong about where to, and where from. */
export const DATAGRAM_PEER_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "sends all datagrams where the first one went",
    ["datagram.send-to", "datagram.elsewhere"],
    class extends PassDatagrams {
      #first: Endpoint | undefined;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        this.#first ??= to;
        return super.send(bytes, this.#first);
      }
    },
  ),
  datagramFlaw(
    "drops datagrams that have no destination, or a name for one",
    ["datagram.no-destination"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        try {
          return super.send(bytes, to);
        } catch {
          return SENT;
        }
      }
    },
  ),
  datagramFlaw(
    "throws an error of another kind where there is no destination",
    ["datagram.no-destination"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        try {
          return super.send(bytes, to);
        } catch (cause) {
          throw new Error("no destination", { cause });
        }
      }
    },
  ),
  softPeerFlaw("tells of datagrams of strangers", ["datagram.peer", "datagram.elsewhere"], SoftPeerDatagrams),
  softPeerFlaw(
    "tells of datagrams of strangers once it has sent elsewhere",
    ["datagram.elsewhere"],
    class extends SoftPeerDatagrams {
      #isOpen = false;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        if (to !== undefined) this.#isOpen = true;
        return super.send(bytes, to);
      }
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        if (this.#isOpen || this.peer === undefined || from.port === this.peer.port) super.received(bytes, length, lent, from);
      }
    },
  ),
  datagramFlaw(
    "forgets its peer when it sends elsewhere",
    ["datagram.elsewhere"],
    class extends PassDatagrams {
      #last: Endpoint | undefined;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        this.#last = to ?? this.#last;
        return super.send(bytes, this.#last);
      }
    },
  ),
  datagramFlaw(
    "is deaf to its peer when it has sent elsewhere",
    ["datagram.elsewhere"],
    class extends PassDatagrams {
      #isDeaf = false;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        if (to !== undefined) this.#isDeaf = true;
        return super.send(bytes, to);
      }
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        if (!this.#isDeaf) super.received(bytes, length, lent, from);
      }
    },
  ),
  datagramFlaw(
    "closes when nobody is at the peer's port",
    ["datagram.refused"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        if (to === undefined) {
          this.later(() => {
            super.close();
            super.closed({ reason: "refused" });
          });
        }
        return super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "takes a datagram that came back for one that was not sent",
    ["datagram.refused"],
    class extends PassDatagrams {
      #sends = 0;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        const answer = super.send(bytes, to);
        const nth = ++this.#sends;
        this.later(() => this.failed({ reason: "refused" }, nth));
        return answer;
      }
    },
  ),
  datagramFlaw(
    "tells another fault than that nobody is there",
    ["datagram.refused"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        this.later(() => this.failed({ reason: "broken" }));
        return super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "does not send to broadcast addresses",
    ["datagram.broadcast"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        return to?.host.endsWith(".255") === true ? SENT : super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "takes itself for the sender of a broadcast",
    ["datagram.broadcast", "datagram.broadcast-answer"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        super.received(bytes, length, lent, { ...from, host: "10.0.0.2" });
      }
    },
  ),
  cardFlaw(
    "does not hear what is sent to broadcast addresses",
    ["datagram.broadcast"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, host: "10.0.0.2" }, sink);
      }
    },
  ),
  datagramFlaw(
    "says nothing when the link of datagram sockets goes down",
    ["link.down-datagrams", "link.bind-while-down"],
    class extends PassDatagrams {
      override closed(_fault?: Fault): void {}
    },
  ),
];
