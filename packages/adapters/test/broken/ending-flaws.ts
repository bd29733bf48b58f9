import { FULL, TAKEN, type Adapter, type Clock, type Endpoint, type Fault, type SendResult, type Traits } from "@luat/contract";
import { everyWay, streamFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassStream } from "./pass-card.js";

const BROKEN: Fault = { reason: "broken" };

/** Ends as soon as the peer does. */
class FullCloseStream extends PassStream {
  override ended(): void {
    super.ended();
    this.finish();
  }
}

/** A good card that cannot close one half. */
class FullCloseCard extends PassCard {
  override Stream: typeof PassCard.prototype.Stream = FullCloseStream;
  override get traits(): Traits {
    return { ...super.traits, halfClose: false };
  }
}

/** Streams that end in the wrong way. */
export const ENDING_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "drops what is queued when it finishes",
    everyWay("finish"),
    class extends PassStream {
      override finish(): void {
        if (this.queued > 0) this.destroy();
        else super.finish();
      }
    },
  ),
  streamFlaw(
    "does not finish",
    everyWay("finish", "closed", "after-finish", "receive-after-finish"),
    class extends PassStream {
      override finish(): void {}
    },
  ),
  streamFlaw(
    "tells the end before the last bytes",
    everyWay("ended"),
    class extends PassStream {
      #last: Uint8Array | undefined;
      override received(bytes: Uint8Array, length: number): void {
        if (this.#last !== undefined) super.received(this.#last, this.#last.length, false);
        this.#last = bytes.slice(0, length);
      }
      override ended(): void {
        super.ended();
        if (this.#last !== undefined) super.received(this.#last, this.#last.length, false);
      }
    },
  ),
  streamFlaw("closes when the peer has finished, though it says that it need not", everyWay("ended", "send-after-ended"), FullCloseStream),
  streamFlaw(
    "is deaf after finish()",
    everyWay("receive-after-finish"),
    class extends PassStream {
      #isFinished = false;
      override finish(): void {
        this.#isFinished = true;
        super.finish();
      }
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (!this.#isFinished) super.received(bytes, length, lent);
      }
    },
  ),
  {
    title: "cannot close one half, and does not close at all",
    breaks: everyWay("no-half-close"),
    remake: (card: Adapter, clock: Clock) => Object.assign(new FullCloseCard(card, clock), { Stream: PassStream }),
    good: (card: Adapter, clock: Clock) => new FullCloseCard(card, clock),
  },
  streamFlaw(
    "has a fault for every end",
    everyWay("closed", "after-finish"),
    class extends PassStream {
      override closed(fault: Fault = BROKEN): void {
        super.closed(fault);
      }
    },
  ),
  streamFlaw(
    "closes twice",
    [...everyWay("closed", "peer-reset"), "dial.refused", "link.down-dialled", "link.down-accepted", "link.dial-while-down"],
    class extends PassStream {
      override closed(fault?: Fault): void {
        super.closed(fault);
        super.closed(fault);
      }
    },
  ),
  streamFlaw(
    "never says that it is closed",
    [...everyWay("closed", "after-closed", "peer-reset"), "offer.client-left", "offer.client-reset", "link.down-dialled", "link.down-accepted", "tls.link-down", "tls.cut-off"],
    class extends PassStream {
      override closed(): void {}
    },
  ),
  streamFlaw(
    "does not say why it was closed",
    [
      ...everyWay("peer-reset"),
      "dial.refused",
      "dial.local-port-in-use",
      "link.down-dialled",
      "link.down-accepted",
      "link.dial-while-down",
    ],
    class extends PassStream {
      override closed(): void {
        super.closed();
      }
    },
  ),
  streamFlaw(
    "goes on telling after destroy()",
    [...everyWay("destroy-silences"), "dial.destroy", "tls.destroy"],
    class extends PassStream {
      override destroy(): void {
        super.resume();
      }
    },
  ),
  streamFlaw(
    "says that it is closed after destroy()",
    [...everyWay("destroy-silences", "destroy-ends"), "dial.destroy", "tls.destroy"],
    class extends PassStream {
      override destroy(how?: "abort" | "reset"): void {
        super.destroy(how);
        this.later(() => this.closed());
      }
    },
  ),
  streamFlaw(
    "says that it is closed inside destroy()",
    [...everyWay("calls-back-later"), "dial.destroy"],
    class extends PassStream {
      override destroy(how?: "abort" | "reset"): void {
        super.destroy(how);
        this.closed();
      }
    },
  ),
  streamFlaw(
    "lets go of a destroyed stream without ending it",
    [...everyWay("destroy-ends", "reset", "after-destroy"), "dial.destroy"],
    class extends PassStream {
      #isDestroyed = false;
      #isConnected = false;
      override connected(local: Endpoint, peer: Endpoint): void {
        this.#isConnected = true;
        if (!this.#isDestroyed) super.connected(local, peer);
      }
      override destroy(): void {
        this.#isDestroyed = true;
        if (this.#isConnected) super.pause();
      }
      override send(bytes: Uint8Array): SendResult {
        return this.#isDestroyed ? FULL : super.send(bytes);
      }
      override finish(): void {
        if (!this.#isDestroyed) super.finish();
      }
      override resume(): void {
        if (!this.#isDestroyed) super.resume();
      }
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (!this.#isDestroyed) super.received(bytes, length, lent);
      }
      override ended(): void {
        if (!this.#isDestroyed) super.ended();
      }
      override closed(fault?: Fault): void {
        if (!this.#isDestroyed) super.closed(fault);
      }
    },
  ),
  streamFlaw(
    "ends in order when it is told to reset",
    everyWay("reset"),
    class extends PassStream {
      override destroy(): void {
        super.destroy();
      }
    },
  ),
  streamFlaw(
    "throws from a stream that is over",
    everyWay("after-destroy", "after-closed"),
    class extends PassStream {
      #isOver = false;
      override closed(fault?: Fault): void {
        this.#isOver = true;
        super.closed(fault);
      }
      override destroy(how?: "abort" | "reset"): void {
        this.#isOver = true;
        super.destroy(how);
      }
      override send(bytes: Uint8Array): SendResult {
        if (this.#isOver) throw new Error("stream is over");
        return super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "takes bytes when it is over",
    everyWay("after-destroy", "after-closed"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        return super.send(bytes) || TAKEN;
      }
    },
  ),
  streamFlaw(
    "finishes late",
    everyWay("after-finish"),
    class extends PassStream {
      override finish(): void {
        this.later(() => super.finish());
      }
    },
  ),
  streamFlaw(
    "throws when it is finished again",
    everyWay("after-finish"),
    class extends PassStream {
      #isFinished = false;
      override finish(): void {
        if (this.#isFinished) throw new Error("finished before");
        this.#isFinished = true;
        super.finish();
      }
    },
  ),
  streamFlaw(
    "takes what was queued for sent when its peer resets",
    everyWay("peer-reset-unsent"),
    class extends PassStream {
      #taken = 0;
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        if (answer !== FULL) this.#taken += bytes.length;
        return answer;
      }
      override closed(fault?: Fault): void {
        if (fault !== undefined) this.sent(this.#taken);
        super.closed(fault);
      }
    },
  ),
];
