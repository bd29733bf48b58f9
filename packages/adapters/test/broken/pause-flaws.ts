import { TAKEN, type Fault, type SendResult } from "@luat/contract";
import { everyWay, streamFlaw, type Flaw } from "./flaw.js";
import { PassStream } from "./pass-card.js";

/** Streams that are wrong about pausing. */
export const PAUSE_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "does not pause",
    everyWay("pause", "pause-inside", "pause-and-end"),
    class extends PassStream {
      override pause(): void {}
    },
  ),
  streamFlaw(
    "drops what comes while paused",
    everyWay("pause"),
    class extends PassStream {
      #isPaused = false;
      override pause(): void {
        this.#isPaused = true;
      }
      override resume(): void {
        this.#isPaused = false;
      }
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (!this.#isPaused) super.received(bytes, length, lent);
      }
    },
  ),
  streamFlaw(
    "pauses a moment late",
    everyWay("pause-inside"),
    class extends PassStream {
      override pause(): void {
        this.later(() => super.pause());
      }
    },
  ),
  streamFlaw(
    "does not resume",
    everyWay("pause", "pause-inside", "pause-and-end"),
    class extends PassStream {
      override resume(): void {}
    },
  ),
  streamFlaw(
    "sends nothing while paused",
    everyWay("pause-and-send"),
    class extends PassStream {
      #isPaused = false;
      override pause(): void {
        this.#isPaused = true;
        super.pause();
      }
      override send(bytes: Uint8Array): SendResult {
        return this.#isPaused ? TAKEN : super.send(bytes);
      }
    },
  ),
  streamFlaw(
    "tells the end while bytes wait for resume()",
    everyWay("pause-and-end"),
    class extends PassStream {
      #kept: Uint8Array[] | undefined;
      override pause(): void {
        this.#kept ??= [];
      }
      override resume(): void {
        this.later(() => {
          for (const each of this.#kept ?? []) super.received(each, each.length, false);
          this.#kept = undefined;
        });
      }
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (this.#kept !== undefined) this.#kept.push(bytes.slice(0, length));
        else super.received(bytes, length, lent);
      }
    },
  ),
  streamFlaw(
    "delivers inside resume()",
    everyWay("calls-back-later", "pause"),
    class extends PassStream {
      #kept: Uint8Array[] | undefined;
      #end: (() => void) | undefined;
      override pause(): void {
        this.#kept ??= [];
      }
      override resume(): void {
        for (const each of this.#kept ?? []) super.received(each, each.length, false);
        this.#kept = undefined;
        this.#end?.();
      }
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        if (this.#kept !== undefined) this.#kept.push(bytes.slice(0, length));
        else super.received(bytes, length, lent);
      }
      override ended(): void {
        if (this.#kept === undefined) super.ended();
        else this.#end = () => super.ended();
      }
    },
  ),
  streamFlaw(
    "tells an end before the fault of a reset that came while paused",
    everyWay("pause-and-reset"),
    class extends PassStream {
      #wasPaused = false;
      override pause(): void {
        this.#wasPaused = true;
        super.pause();
      }
      override closed(fault?: Fault): void {
        if (this.#wasPaused && fault?.reason === "reset") super.ended();
        super.closed(fault);
      }
    },
  ),
  streamFlaw(
    "sees no end while paused",
    everyWay("paused-sees-end", "paused-sees-reset"),
    class extends PassStream {
      #isPaused = false;
      #held: Array<() => void> = [];
      override pause(): void {
        this.#isPaused = true;
        super.pause();
      }
      override resume(): void {
        this.#isPaused = false;
        this.later(() => {
          for (const tell of this.#held.splice(0)) tell();
        });
        super.resume();
      }
      override ended(): void {
        if (this.#isPaused) this.#held.push(() => super.ended());
        else super.ended();
      }
      override closed(fault?: Fault): void {
        if (this.#isPaused) this.#held.push(() => super.closed(fault));
        else super.closed(fault);
      }
    },
  ),
];
