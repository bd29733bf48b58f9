import { FULL, SENT, TAKEN, type Clock, type Fault, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import type { Entry } from "./entry.js";
import type { Playback } from "./playback.js";
import type { Player } from "./player.js";

/** What is given to a new {@link ReplayedStream}. */
export interface ReplayedStreamParts {
  readonly playback: Playback;
  readonly clock: Clock;
  readonly id: number;
  readonly sink: StreamSink;
  /** Whether it is connected from the start, as after acceptance. */
  readonly isOpen: boolean;
  readonly isSecure: boolean;
  readonly pausedSeesEnd: boolean;
}

/** A stream that does what a transcript says. */
export class ReplayedStream implements Stream, Player {
  readonly #parts: ReplayedStreamParts;
  #sink: StreamSink | undefined;
  #isOpen: boolean;
  #isFinished = false;
  /** Whether it ended by itself. */
  #isOver = false;
  #isPaused = false;
  /** What came while it was paused. */
  #inbox: Entry[] = [];
  #isFlowing = false;
  /** Whether a `drained` is owed. */
  #isFull = false;
  #taken = 0;
  #settled = 0;

  constructor(parts: ReplayedStreamParts) {
    this.#parts = parts;
    this.#sink = parts.sink;
    this.#isOpen = parts.isOpen;
  }

  get queued(): number {
    return this.#sink === undefined ? 0 : this.#taken - this.#settled;
  }

  send(bytes: Uint8Array): SendResult {
    if (!this.#isOpen || this.#isFinished) return FULL;
    if (bytes.length === 0) return this.queued === 0 ? SENT : TAKEN;
    this.#isFull ||= !this.#isOver && this.#parts.playback.takeFull(this.#parts.id);
    if (this.#isFull) return FULL;
    this.#taken += bytes.length;
    // What failed is told in a moment, and until then takes what it is given.
    if (this.#isOver) return TAKEN;
    if (this.#parts.playback.send(this.#parts.id, bytes) === "taken") return TAKEN;
    this.#settled = this.#taken;
    return SENT;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flowSoon();
  }

  finish(): void {
    if (this.#sink === undefined || this.#isOver || this.#isFinished) return;
    this.#isFinished = true;
    this.#parts.playback.act({ ev: "finish", id: this.#parts.id });
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    const isLive = this.#sink !== undefined && !this.#isOver;
    this.#leave();
    if (isLive) this.#parts.playback.act({ ev: "destroy", id: this.#parts.id, how });
  }

  play(entry: Entry): boolean {
    if (this.#sink === undefined) return false;
    if (this.#mustWait(entry)) this.#inbox.push(entry);
    else this.#tell(entry);
    return true;
  }

  fail(fault: Fault): void {
    this.#isOver = true;
    this.#inbox = [];
    this.#parts.clock.after(0, () => {
      const sink = this.#sink;
      this.#leave();
      sink?.closed(fault);
    });
  }

  #mustWait({ ev }: Entry): boolean {
    if (ev !== "in" && ev !== "ended" && ev !== "closed") return false;
    return this.#inbox.length > 0 || (this.#isPaused && (ev === "in" || !this.#parts.pausedSeesEnd));
  }

  #tell(entry: Entry): void {
    const sink = this.#sink;
    switch (entry.ev) {
      case "connected":
        this.#isOpen = !this.#parts.isSecure;
        sink?.connected(entry.local, entry.peer);
        break;
      case "secured":
        this.#isOpen = true;
        sink?.secured(entry.info);
        break;
      case "in":
        sink?.received(entry.bytes, entry.bytes.length, false);
        break;
      case "sent":
        // Bytes that were sent in other pieces than they were recorded may be settled already.
        if (entry.total <= this.#settled) break;
        this.#settled = entry.total;
        sink?.sent(entry.total);
        break;
      case "drained":
        // What was not asked for while it was full need not be refused any more.
        if (this.#isFull) {
          this.#isFull = false;
          sink?.drained();
        } else this.#parts.playback.takeFull(this.#parts.id);
        break;
      case "ended":
        sink?.ended();
        break;
      case "closed":
        this.#isOver = true;
        this.#leave();
        sink?.closed(entry.fault);
        break;
      default:
    }
  }

  #flowSoon(): void {
    if (this.#isFlowing || this.#inbox.length === 0) return;
    this.#isFlowing = true;
    this.#parts.clock.after(0, this.#flow);
  }

  /** Tells one thing of those that came while it was paused. */
  readonly #flow = (): void => {
    this.#isFlowing = false;
    if (this.#isPaused) return;
    const entry = this.#inbox.shift();
    if (entry !== undefined) this.#tell(entry);
    this.#flowSoon();
  };

  #leave(): void {
    this.#sink = undefined;
    this.#isOpen = false;
    this.#inbox = [];
    this.#parts.playback.detach(this.#parts.id);
  }
}
