import { formatEndpoint, type Endpoint } from "@luat/contract";
import { expect } from "vitest";
import { ipOctets } from "../src/faithful/ip-octets.js";
import type { FakeDatagrams } from "./fake-datagrams.js";
import { must } from "./invariants.js";
import { pattern } from "./pattern.js";

const STRANGER: Endpoint = { host: "10.0.0.9", port: 900 };
const OTHER: Endpoint = { host: "fd00::9", port: 901 };
/** What is kept unread, as users are told: 128 KiB, where each datagram counts for 64 bytes more. */
const UNREAD_LIMIT = 131_072;
const OVERHEAD = 64;

interface Note {
  readonly size: number;
  readonly nth: number;
  readonly at: Endpoint;
}

/** What is known of one datagram socket, apart from what the library makes of it. */
export class DatagramLedger {
  readonly #unread: Note[] = [];
  readonly #taken: Note[] = [];
  #kept = 0;
  #arrived = 0;

  constructor(
    readonly seed: number,
    readonly low: FakeDatagrams,
  ) {}

  /** A datagram arrives: of the peer, or of anyone where there is none. */
  arrive(size: number, lent: boolean): void {
    if (this.low.phase !== "open") return;
    const from = this.low.options.peer ?? (size % 2 === 0 ? STRANGER : OTHER);
    const note: Note = { size, nth: this.#arrived++, at: from };
    if (this.#kept + size + OVERHEAD <= UNREAD_LIMIT) {
      this.#unread.push(note);
      this.#kept += size + OVERHEAD;
    }
    this.low.receive(pattern(this.seed, note.nth, size), { from, lent });
  }

  /** One was read, up to `limit` bytes of it. */
  read(bytes: Uint8Array, limit: number, addr: Uint8Array, port: number | undefined): void {
    const note = this.#unread.shift();
    if (note === undefined) throw new Error("a datagram was read that did not arrive");
    this.#kept -= note.size + OVERHEAD;
    const wanted = pattern(this.seed, note.nth, Math.min(note.size, limit));
    must(port === note.at.port && Buffer.compare(addr, ipOctets(note.at.host)) === 0, "it came from", note.at, "not from", [...addr], port);
    if (Buffer.compare(bytes, wanted) !== 0) expect(bytes).toEqual(wanted);
  }

  /** The bytes that the next datagram is to have. */
  next(size: number): Uint8Array {
    return pattern(this.seed + 1, this.#taken.length, size).slice();
  }

  /** It was taken. */
  took(size: number, at: Endpoint): void {
    this.#taken.push({ size, nth: this.#taken.length, at });
  }

  /** Where all was read and sent, nothing is left. */
  atRest(): void {
    must(this.#unread.length === 0, "datagrams were not read:", this.#unread.length);
    must(!this.low.alive || this.low.wire.length === this.#taken.length, "of", this.#taken.length, "datagrams were sent", this.low.wire.length);
  }

  /** What was sent is what was taken, in order. */
  check(): void {
    const { wire } = this.low;
    must(wire.length <= this.#taken.length, "more was sent than taken");
    for (const [nth, { to, bytes }] of wire.entries()) {
      const { at, size } = this.#taken[nth] as Note;
      must(formatEndpoint(at) === formatEndpoint(to), "it was sent to", to, "not to", at);
      if (Buffer.compare(bytes, pattern(this.seed + 1, nth, size)) !== 0) expect(bytes).toEqual(pattern(this.seed + 1, nth, size));
    }
  }
}
