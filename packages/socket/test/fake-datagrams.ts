import { FULL, formatEndpoint, ipVersion, SENT, TAKEN, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult } from "@luat/contract";
import type { FakeSurroundings } from "./fake-surroundings.js";

/** What a handshake settles where the test says nothing else. */
const INFO: SecureInfo = { protocol: "DTLSv1.2", cipher: "TLS_PSK_WITH_AES_128_GCM_SHA256", verified: true, resumed: false };
const shared = new Uint8Array(65_536);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A datagram that was taken, and how its bytes looked then. */
export interface Outbound {
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
  readonly asItWas: Uint8Array;
}

/**
 * A datagram socket of a fake card, and the network behind it. What it does to the sink is done by the test, from
 * outside of the socket's calls; what the socket may not do is noted as the card's misuse.
 */
export class FakeDatagrams implements Datagrams {
  phase: "opening" | "shaking hands" | "open" | "over" | "closed" = "opening";
  readonly local: Endpoint;
  /** The system takes nothing by itself: it queues, and the test calls {@link pass}. */
  slow = false;
  /** With so many datagrams queued it is full. */
  highWater = 16;
  /** What the system has, as the network would see it. */
  readonly wire: Outbound[] = [];
  readonly #queue: Outbound[] = [];
  #taken = 0;
  #full = false;

  constructor(
    readonly card: FakeSurroundings,
    readonly options: BindOptions,
    readonly sink: DatagramSink,
  ) {
    const { host = card.ip, port = 0 } = options;
    this.local = { host, port: port === 0 ? card.freePort() : port };
    if (options.peer !== undefined) this.#expectEndpoint(options.peer, "bind");
  }

  get alive(): boolean {
    return this.phase !== "over" && this.phase !== "closed";
  }

  /** How many datagrams were taken that the system does not have yet. */
  get queued(): number {
    return this.#queue.length;
  }

  /** What the system has, each as `"10.0.0.1:80 hello"`. */
  get texts(): string[] {
    return this.wire.map(({ to, bytes }) => `${formatEndpoint(to)} ${decoder.decode(bytes)}`);
  }

  // --- what the socket calls --------------------------------------------------------------------------------------

  send(bytes: Uint8Array, to = this.options.peer): SendResult {
    if (this.phase !== "open") {
      this.card.misuse.push(`datagram while ${this.phase}`);
      return FULL;
    }
    if (to === undefined) {
      this.card.misuse.push("datagram without an address");
      throw new TypeError("there is no peer");
    }
    this.#expectEndpoint(to, "datagram");
    if (this.queued >= this.highWater) {
      this.#full = true;
      return FULL;
    }
    this.#taken++;
    const one = { to, bytes, asItWas: Uint8Array.prototype.slice.call(bytes) };
    if (!this.slow && this.queued === 0) {
      this.wire.push({ ...one, bytes: one.asItWas });
      return SENT;
    }
    this.#queue.push(one);
    return TAKEN;
  }

  close(): void {
    if (this.alive) this.phase = "closed";
  }

  // --- what the test lets happen ----------------------------------------------------------------------------------

  start(): void {
    if (this.phase !== "opening") return;
    this.phase = this.options.secure === undefined ? "open" : "shaking hands";
    this.sink.bound(this.local);
  }

  /** The DTLS handshake is done. */
  secure(): void {
    if (this.phase !== "shaking hands") return;
    this.phase = "open";
    this.sink.secured?.(INFO);
  }

  /** It could not be opened, or ends by itself. */
  fail(fault?: Fault): void {
    if (!this.alive) return;
    this.phase = "over";
    this.sink.closed(fault);
  }

  /** A datagram arrives, by default from the peer; lent bytes are spoiled as soon as the call is over. */
  receive(data: string | Uint8Array, { from = this.options.peer ?? { host: "10.0.0.9", port: 900 }, lent = true } = {}): void {
    const { peer } = this.options;
    if (this.phase !== "open" || (peer !== undefined && formatEndpoint(peer) !== formatEndpoint(from))) return;
    const bytes = typeof data === "string" ? encoder.encode(data) : Uint8Array.prototype.slice.call(data);
    if (!lent) {
      this.sink.received(bytes, bytes.length, false, from);
      return;
    }
    shared.set(bytes);
    this.sink.received(shared, bytes.length, true, from);
    shared.fill(0xee, 0, bytes.length);
  }

  /** The system takes what is queued, or so many datagrams of it; `lost`: these, counted from 1, it cannot send. */
  pass(most = this.queued, lost: readonly number[] = []): void {
    if (!this.alive || this.queued === 0) return;
    for (const one of this.#queue.splice(0, most)) {
      if (one.bytes.some((byte, i) => byte !== one.asItWas[i])) this.card.misuse.push("a datagram was changed before it was sent");
      this.wire.push(one);
    }
    for (const nth of lost) this.sink.failed({ reason: "unreachable" }, nth);
    this.sink.sent(this.#taken - this.queued);
    if (this.#full && this.alive && this.queued < this.highWater / 2) {
      this.#full = false;
      this.sink.drained();
    }
  }

  /** The network sends a datagram back. */
  bounce(fault: Fault = { reason: "refused" }): void {
    if (this.phase === "open") this.sink.failed(fault);
  }

  #expectEndpoint({ host, port }: Endpoint, what: string): void {
    if (ipVersion(host) === 0 || port < 1 || port > 65_535) this.card.misuse.push(`${what} to ${host}:${port}`);
  }
}
