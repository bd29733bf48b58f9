import { FULL, ipVersion, SENT, TAKEN, type Clock, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import type { Entry } from "./entry.js";
import type { Playback } from "./playback.js";
import type { Player } from "./player.js";

/** What is given to a new {@link ReplayedDatagrams}. */
export interface ReplayedDatagramsParts {
  readonly playback: Playback;
  readonly clock: Clock;
  readonly id: number;
  readonly sink: DatagramSink;
  readonly hasPeer: boolean;
  readonly isSecure: boolean;
}

/** A datagram socket that does what a transcript says. */
export class ReplayedDatagrams implements Datagrams, Player {
  readonly #parts: ReplayedDatagramsParts;
  #sink: DatagramSink | undefined;
  /** Whether it can be sent. */
  #isOpen = false;
  #isOver = false;
  /** Whether a `drained` is owed. */
  #isFull = false;
  #taken = 0;
  #settled = 0;

  constructor(parts: ReplayedDatagramsParts) {
    this.#parts = parts;
    this.#sink = parts.sink;
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    if (!this.#isOpen) return FULL;
    if (to === undefined && !this.#parts.hasPeer) throw new TypeError("to is undefined; expected an address, for there is no peer");
    if (to !== undefined && ipVersion(to.host) === 0) throw new TypeError(`to.host is ${JSON.stringify(to.host)}; expected an IPv4 or IPv6 address`);
    this.#isFull ||= !this.#isOver && this.#parts.playback.takeFull(this.#parts.id);
    if (this.#isFull) return FULL;
    this.#taken++;
    if (this.#isOver) return TAKEN;
    if (this.#parts.playback.sendDatagram(this.#parts.id, bytes, to) === "taken") return TAKEN;
    this.#settled = this.#taken;
    return SENT;
  }

  /** There are no groups, so any is good. */
  join(): undefined {
    return undefined;
  }

  leave(): undefined {
    return undefined;
  }

  close(): void {
    const isLive = this.#sink !== undefined && !this.#isOver;
    this.#leave();
    if (isLive) this.#parts.playback.act({ ev: "close", id: this.#parts.id });
  }

  play(entry: Entry): boolean {
    const sink = this.#sink;
    if (sink === undefined) return false;
    switch (entry.ev) {
      case "bound":
        this.#isOpen = !this.#parts.isSecure;
        sink.bound(entry.local);
        break;
      case "secured":
        this.#isOpen = true;
        sink.secured?.(entry.info);
        break;
      case "datagram-in":
        sink.received(entry.bytes, entry.bytes.length, false, entry.from, entry.cut);
        break;
      case "sent":
        if (entry.total <= this.#settled) break;
        this.#settled = entry.total;
        sink.sent(entry.total);
        break;
      case "drained":
        // What was not asked for while it was full need not be refused any more.
        if (this.#isFull) {
          this.#isFull = false;
          sink.drained();
        } else this.#parts.playback.takeFull(this.#parts.id);
        break;
      case "failed":
        sink.failed(entry.fault, entry.nth);
        break;
      case "closed":
        this.#leave();
        sink.closed(entry.fault);
        break;
      default:
    }
    return true;
  }

  fail(fault: Fault): void {
    this.#isOver = true;
    this.#parts.clock.after(0, () => {
      const sink = this.#sink;
      this.#leave();
      sink?.closed(fault);
    });
  }

  #leave(): void {
    this.#sink = undefined;
    this.#isOpen = false;
    this.#parts.playback.detach(this.#parts.id);
  }
}
