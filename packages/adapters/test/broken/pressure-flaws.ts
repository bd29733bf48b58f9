import { FULL, SENT, TAKEN, type SendResult } from "@luat/contract";
import { everyWay, streamFlaw, type Flaw } from "./flaw.js";
import { PassStream } from "./pass-card.js";

/** Streams that are wrong about what they hold. */
export const PRESSURE_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "takes what it said it had no room for",
    everyWay("full"),
    class extends PassStream {
      #refused: Uint8Array | undefined;
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        if (answer === FULL) this.#refused = bytes.slice();
        return answer;
      }
      override drained(): void {
        if (this.#refused !== undefined) super.send(this.#refused);
        super.drained();
      }
    },
  ),
  streamFlaw(
    "is never full",
    everyWay("full", "drained", "sent"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        return answer === FULL ? TAKEN : answer;
      }
    },
  ),
  streamFlaw(
    "is full when nothing is queued",
    everyWay("idle-takes"),
    class extends PassStream {
      #sends = 0;
      override send(bytes: Uint8Array): SendResult {
        if (++this.#sends % 5 > 0 || this.queued > 0) return super.send(bytes);
        this.later(() => this.drained());
        return FULL;
      }
    },
  ),
  streamFlaw(
    "never tells that there is room again",
    everyWay("drained"),
    class extends PassStream {
      override drained(): void {}
    },
  ),
  streamFlaw(
    "tells twice that there is room again",
    everyWay("drained"),
    class extends PassStream {
      override drained(): void {
        super.drained();
        super.drained();
      }
    },
  ),
  streamFlaw(
    "tells that there is room when there is none",
    everyWay("drained"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        if (answer === FULL) this.later(() => super.drained());
        return answer;
      }
      override drained(): void {}
    },
  ),
  streamFlaw(
    "tells of room that nobody asked for",
    everyWay("sent-once"),
    class extends PassStream {
      override send(bytes: Uint8Array): SendResult {
        this.later(() => super.drained());
        return super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "counts what is queued as sent",
    everyWay("sent"),
    class extends PassStream {
      #taken = 0;
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        if (answer !== FULL) this.#taken += bytes.length;
        return answer;
      }
      override sent(): void {
        super.sent(this.#taken);
      }
    },
  ),
  streamFlaw(
    "counts each piece instead of the total",
    everyWay("sent"),
    class extends PassStream {
      #last = 0;
      override sent(total: number): void {
        super.sent(total - this.#last);
        this.#last = total;
      }
    },
  ),
  streamFlaw(
    "counts more than was taken",
    everyWay("sent"),
    class extends PassStream {
      override sent(total: number): void {
        super.sent(total + 1_000_000);
      }
    },
  ),
  streamFlaw(
    "never tells what was sent",
    everyWay("sent"),
    class extends PassStream {
      override sent(): void {}
    },
  ),
  streamFlaw(
    "tells again what send() has told",
    everyWay("sent-once"),
    class extends PassStream {
      #taken = 0;
      override send(bytes: Uint8Array): SendResult {
        const answer = super.send(bytes);
        const total = (this.#taken += answer === FULL ? 0 : bytes.length);
        if (answer === SENT) this.later(() => super.sent(total));
        return answer;
      }
    },
  ),
  streamFlaw(
    "has nothing queued at any time",
    everyWay("queued", "full"),
    class extends PassStream {
      override get queued(): number {
        return 0;
      }
    },
  ),
  streamFlaw(
    "counts as queued what the system has",
    everyWay("queued", "idle-takes"),
    class extends PassStream {
      #taken = 0;
      override send(bytes: Uint8Array): SendResult {
        this.#taken += bytes.length;
        return super.send(bytes);
      }
      override get queued(): number {
        return this.#taken;
      }
    },
  ),
];
