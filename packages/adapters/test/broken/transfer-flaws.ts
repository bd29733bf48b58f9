import { COPIED, FULL, SENT, TAKEN, type SendResult } from "@luat/contract";
import { everyWay, streamFlaw, type Flaw } from "./flaw.js";
import { PassStream } from "./pass-card.js";

/** Streams that spoil, lose or mix what they carry. */
export const TRANSFER_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "loses the first byte of a piece that is received",
    everyWay("order"),
    class extends PassStream {
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (length > 1) super.received(bytes.subarray(1), length - 1, lent);
      }
    },
  ),
  streamFlaw(
    "delivers pieces in the wrong order",
    everyWay("order", "pause"),
    class extends PassStream {
      #kept: Uint8Array | undefined;
      override received(bytes: Uint8Array, length: number): void {
        const copy = bytes.slice(0, length);
        if (this.#kept === undefined) {
          this.#kept = copy;
          this.later(() => this.#kept !== undefined && this.#flush());
          return;
        }
        super.received(copy, length, false);
        this.#flush();
      }
      #flush(): void {
        const kept = this.#kept as Uint8Array;
        this.#kept = undefined;
        super.received(kept, kept.length, false);
      }
    },
  ),
  streamFlaw(
    "delivers bytes whose slice() is a view",
    everyWay("order"),
    class extends PassStream {
      override received(bytes: Uint8Array, length: number): void {
        super.received(Buffer.from(bytes.slice(0, length)), length, false);
      }
    },
  ),
  streamFlaw(
    "delivers twice",
    everyWay("order"),
    class extends PassStream {
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        super.received(bytes, length, lent);
        if (length > 1000) super.received(bytes, length, lent);
      }
    },
  ),
  streamFlaw(
    "tells the size of its buffer for the number of bytes",
    everyWay("order"),
    class extends PassStream {
      override received(bytes: Uint8Array, _length: number, lent: boolean): void {
        super.received(bytes, bytes.length, lent);
      }
    },
  ),
  streamFlaw(
    "refuses large sends while idle",
    everyWay("large-send"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        return bytes.length > 1_000_000 ? FULL : super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "cuts large sends",
    everyWay("large-send", "finish"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        return super.send(bytes.subarray(0, 900_000));
      }
    },
  ),
  streamFlaw(
    "has no room for empty bytes",
    everyWay("empty-send"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        return bytes.length === 0 ? FULL : super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "takes empty bytes for the end",
    everyWay("empty-send"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        if (bytes.length === 0) this.finish();
        return answer;
      }
    },
  ),
  streamFlaw(
    "loses what is sent inside received()",
    everyWay("answer-inside"),
    class extends PassStream {
      #inside = false;
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        this.#inside = true;
        super.received(bytes, length, lent);
        this.#inside = false;
      }
      override send(bytes: Uint8Array): SendResult {
        return this.#inside ? SENT : super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "gives its read buffer away and goes on reading into it",
    everyWay("lent-bytes"),
    class extends PassStream {
      readonly #buffer = new Uint8Array(65_536);
      override received(bytes: Uint8Array, length: number): void {
        this.#buffer.set(bytes.subarray(0, Math.min(length, 65_536)));
        super.received(this.#buffer, length, false);
      }
    },
  ),
  streamFlaw(
    "reads the sender's bytes after it has said that they were sent",
    everyWay("sent-bytes-are-free", "full"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        this.later(() => super.send(bytes));
        return SENT;
      }
      override get queued(): number {
        return 0;
      }
    },
  ),
  streamFlaw(
    "is full for the first bytes",
    ["dial.first-send", "offer.accept", "tls.first-send", "tls-listen.accept"],
    class extends PassStream {
      #isWarm = false;
      override send(bytes: Uint8Array): SendResult {
        if (this.#isWarm) return super.send(bytes);
        this.later(() => {
          this.#isWarm = true;
          this.drained();
        });
        return FULL;
      }
    },
  ),
  streamFlaw(
    "says TAKEN for what it drops",
    [...everyWay("order"), "dial.keep-alive", "listen.keep-alive", "listen.close-keeps-streams", "link.up-again"],
    class extends PassStream {
      override send(): SendResult {
        return TAKEN;
      }
    },
  ),
  streamFlaw(
    "says COPIED for what it holds",
    everyWay("copied-bytes-are-free"),
    class extends PassStream {
      #held: Uint8Array[] = [];
      override send(bytes: Uint8Array): SendResult {
        if (this.#held.length === 0) {
          this.later(() => {
            const held = this.#held;
            this.#held = [];
            for (const each of held) super.send(each);
          });
        }
        this.#held.push(bytes);
        return COPIED;
      }
    },
  ),
];
