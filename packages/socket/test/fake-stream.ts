import { FULL, SENT, TAKEN, type DialOptions, type Endpoint, type Fault, type SecureInfo, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import type { FakeSurroundings } from "./fake-surroundings.js";

const shared = new Uint8Array(65_536);
const encoder = new TextEncoder();

/** What every handshake settles. */
export const SECURED: SecureInfo = { protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256", verified: true, resumed: false };

interface Queued {
  readonly bytes: Uint8Array;
  readonly asItWas: Uint8Array;
}

/**
 * A stream of a fake card, and both the network and the peer behind it. What it does to the sink is done by the
 * test, from outside of the socket's calls; what the socket may not do is noted as the card's misuse.
 */
export class FakeStream implements Stream {
  phase: "dialing" | "handshake" | "up" | "over" | "destroyed" = "dialing";
  paused = false;
  /** `finish()` was called, and then: FIN is on its way. */
  finished = false;
  finSent = false;
  peerEnded = false;
  destroyedHow: string | undefined;
  /** The system takes nothing by itself: it queues, and the test calls {@link pass}. */
  slow = false;
  /** With so much queued it is full. */
  highWater = 65_536;
  queued = 0;
  /** How many bytes the sink was given. */
  delivered = 0;
  readonly local: Endpoint;
  #full = false;
  #taken = 0;
  #passed = 0;
  readonly #wire: Uint8Array[] = [];
  readonly #queue: Queued[] = [];
  readonly #held: Array<() => void> = [];

  constructor(
    readonly card: FakeSurroundings,
    readonly peer: Endpoint,
    readonly options: DialOptions,
    public sink: StreamSink,
  ) {
    this.local = { host: card.ip, port: options.localPort === undefined || options.localPort === 0 ? card.freePort() : options.localPort };
  }

  get alive(): boolean {
    return this.phase !== "over" && this.phase !== "destroyed";
  }

  /** What the system has, as the peer would see it. */
  get wire(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#wire));
  }

  get text(): string {
    return new TextDecoder().decode(this.wire);
  }

  // --- what the socket calls --------------------------------------------------------------------------------------

  send(bytes: Uint8Array): SendResult {
    if (!this.alive) return FULL;
    if (this.phase !== "up" || this.finished) {
      this.card.misuse.push(`send while ${this.finished ? "finished" : this.phase}`);
      return FULL;
    }
    if (bytes.length === 0) return TAKEN;
    if (this.queued > 0 && this.queued >= this.highWater) {
      this.#full = true;
      return FULL;
    }
    this.#taken += bytes.length;
    if (!this.slow && this.queued === 0) {
      this.#wire.push(Uint8Array.prototype.slice.call(bytes));
      this.#passed = this.#taken;
      return SENT;
    }
    this.#queue.push({ bytes, asItWas: Uint8Array.prototype.slice.call(bytes) });
    this.queued += bytes.length;
    return TAKEN;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.card.clock.dry(() => {
      while (!this.paused && this.alive && this.#held.length > 0) this.#held.shift()?.();
    });
  }

  finish(): void {
    if (this.phase !== "up" && this.alive) this.card.misuse.push(`finish while ${this.phase}`);
    this.finished = true;
    if (this.alive) this.#sendFin();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    if (!this.alive) return;
    this.phase = "destroyed";
    this.destroyedHow = how;
  }

  // --- what the test lets happen ----------------------------------------------------------------------------------

  connect(): void {
    if (this.phase !== "dialing") return;
    this.phase = this.options.secure === undefined ? "up" : "handshake";
    this.sink.connected(this.local, this.peer);
  }

  secure(): void {
    if (this.phase !== "handshake") return;
    this.phase = "up";
    this.sink.secured(SECURED);
  }

  /** The stream ends by itself: a dial that fails, a reset, a link that is lost. */
  fail(fault?: Fault): void {
    if (!this.alive) return;
    this.phase = "over";
    this.sink.closed(fault);
  }

  /** Bytes arrive; lent ones are spoiled as soon as the call is over. */
  receive(data: string | Uint8Array, lent = true): void {
    if (this.peerEnded) throw new Error("bytes after FIN");
    const bytes = typeof data === "string" ? encoder.encode(data) : Uint8Array.prototype.slice.call(data);
    this.#arrive(() => {
      this.delivered += bytes.length;
      if (!lent) {
        this.sink.received(bytes, bytes.length, false);
        return;
      }
      shared.set(bytes);
      this.sink.received(shared, bytes.length, true);
      shared.fill(0xee, 0, bytes.length);
    });
  }

  /** The peer's FIN arrives. */
  fin(): void {
    if (this.peerEnded) return;
    this.peerEnded = true;
    this.#arrive(() => {
      this.sink.ended();
      if (this.alive && (this.finSent || !this.card.traits.halfClose)) this.fail();
    });
  }

  /** The system takes what is queued, or so many bytes of it. */
  pass(most = this.queued): void {
    let left = Math.min(most, this.queued);
    if (!this.alive || left === 0) return;
    this.queued -= left;
    this.#passed += left;
    while (left > 0) {
      const first = this.#queue[0] as Queued;
      const count = Math.min(left, first.bytes.length);
      if (first.bytes.some((byte, i) => byte !== first.asItWas[i])) this.card.misuse.push("bytes changed before they were sent");
      this.#wire.push(first.bytes.slice(0, count));
      if (count === first.bytes.length) this.#queue.shift();
      else this.#queue[0] = { bytes: first.bytes.subarray(count), asItWas: first.asItWas.subarray(count) };
      left -= count;
    }
    this.sink.sent(this.#passed);
    if (this.#full && this.alive && this.queued < this.highWater / 2) {
      this.#full = false;
      this.sink.drained();
    }
    if (this.finished && this.alive) this.#sendFin();
  }

  #arrive(tell: () => void): void {
    if (this.phase !== "up") return;
    if (this.paused || this.#held.length > 0) this.#held.push(tell);
    else tell();
  }

  #sendFin(): void {
    if (this.finSent || this.queued > 0) return;
    this.finSent = true;
    this.card.clock.dry(() => {
      if (this.peerEnded && this.#held.length === 0) this.fail();
      else if (this.card.peersEndToo) this.fin();
    });
  }
}
