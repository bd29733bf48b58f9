import { FULL, SENT, TAKEN, type Endpoint, type SendResult } from "@luat/contract";
import { datagramFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassDatagrams } from "./pass-card.js";

/** A good socket that answers SENT never, and tells all of it a moment later. */
class SlowDatagrams extends PassDatagrams {
  taken = 0;
  override send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const answer = super.send(bytes, to);
    if (answer === FULL) return FULL;
    const nth = ++this.taken;
    if (answer === SENT) this.later(() => this.tell(nth));
    return TAKEN;
  }
  override sent(total: number): void {
    this.tell(total);
  }
  tell(total: number): void {
    this.sink.sent(total);
  }
}

/** A good socket that holds one datagram and no more. */
class NarrowDatagrams extends SlowDatagrams {
  protected isFull = false;
  #told = 0;
  override send(bytes: Uint8Array, to?: Endpoint): SendResult {
    if (this.#told >= this.taken) return super.send(bytes, to);
    this.isFull = true;
    return FULL;
  }
  override tell(total: number): void {
    this.#told = total;
    super.tell(total);
    if (this.isFull) this.drained();
  }
  override drained(): void {
    this.isFull = false;
    super.drained();
  }
}

function narrowFlaw(title: string, breaks: readonly string[], Datagrams: typeof NarrowDatagrams): Flaw {
  return {
    ...datagramFlaw(title, breaks, Datagrams),
    good: (card, clock) => Object.assign(new PassCard(card, clock), { Datagrams: NarrowDatagrams }),
  };
}

/** Datagram sockets that are wrong about what they hold. */
export const SETTLEMENT_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "never tells that datagrams are settled",
    ["datagram.sent", "datagram.idle-takes", "datagram.empty", "datagram.too-large", "datagram.drained", "datagram.sent-bytes-are-free"],
    class extends SlowDatagrams {
      override tell(): void {}
    },
  ),
  datagramFlaw(
    "counts bytes instead of datagrams",
    ["datagram.sent"],
    class extends SlowDatagrams {
      override tell(total: number): void {
        super.tell(total * 5);
      }
    },
  ),
  datagramFlaw(
    "tells twice that datagrams are settled",
    ["datagram.sent"],
    class extends SlowDatagrams {
      override tell(total: number): void {
        super.tell(total);
        super.tell(total);
      }
    },
  ),
  datagramFlaw(
    "tells inside send() that a datagram is settled",
    ["datagram.sent", "datagram.idle-takes"],
    class extends PassDatagrams {
      #taken = 0;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        super.send(bytes, to);
        this.sink.sent(++this.#taken);
        return TAKEN;
      }
      override sent(): void {}
    },
  ),
  datagramFlaw(
    "tells what send() has answered with SENT",
    ["datagram.sent"],
    class extends SlowDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        super.send(bytes, to);
        return SENT;
      }
    },
  ),
  datagramFlaw(
    "has sent a datagram while the one before it waits",
    ["datagram.sent"],
    class extends SlowDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        const answer = super.send(bytes, to);
        return answer === TAKEN && this.taken % 2 === 0 ? SENT : answer;
      }
    },
  ),
  datagramFlaw(
    "drops what is queued when it is closed",
    ["datagram.close-sends"],
    class extends SlowDatagrams {
      #isClosed = false;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        const copy = bytes.slice();
        this.later(() => !this.#isClosed && super.send(copy, to));
        return TAKEN;
      }
      override close(): void {
        this.#isClosed = true;
        super.close();
      }
    },
  ),
  datagramFlaw(
    "is full when no datagram is queued",
    ["datagram.idle-takes"],
    class extends PassDatagrams {
      #sends = 0;
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        if (++this.#sends % 5 > 0) return super.send(bytes, to);
        this.later(() => this.drained());
        return FULL;
      }
    },
  ),
  narrowFlaw(
    "never tells that there is room for datagrams again",
    ["datagram.drained", "datagram.whole"],
    class extends NarrowDatagrams {
      override drained(): void {}
    },
  ),
  narrowFlaw(
    "tells twice that there is room for datagrams again",
    ["datagram.drained"],
    class extends NarrowDatagrams {
      override drained(): void {
        super.drained();
        super.drained();
      }
    },
  ),
  narrowFlaw(
    "sends the datagrams for which it said it had no room",
    ["datagram.whole"],
    class extends NarrowDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        const answer = super.send(bytes, to);
        if (answer === FULL) this.inner.send(bytes, to);
        return answer;
      }
    },
  ),
];
