import { formatEndpoint, MAX_DATAGRAM, SENT, type Fault, type KeepAlive, type SecureOptions, type Stop } from "@luat/contract";
import type { BusTarget, OpenItem, Origin } from "@luat/corelib";
import type { DeviceParts } from "@luat/libnet/parts";
import { CANNOT, PENDING, type Socket, type Owner } from "@luat/socket/runtime";
import { wrongType } from "../arguments.js";
import { Announcement } from "./announcement.js";
import { Confirmations } from "./confirmations.js";
import { ERRORS, errorNumber, type ErrorNumber } from "./errors.js";
import type { Hearer, Result } from "./hearer.js";
import type { Target } from "./target.js";

/** The core counts lengths in 16 bits. */
const LONGEST_SEND = 65_535;
/** What the core takes before it is confirmed. */
const SEND_BUFFER = 11_200;
/** Milliseconds that the end is kept back, after the last read, where what came before it is not read. */
const END_DELAY = 500;
/** Milliseconds that a peer has to close its side too; then the connection is cut. */
const CLOSE_LIMIT = 5_000;

// What is queued in the bus.
const CONNECTED = 1;
const SETTLED = 2;
const ARRIVED = 3;
const OVER = 4;
const CLOSED = 5;

/**
 * A socket of the core, which one slot is for: it tells one arrival at a time, confirms every send, and keeps its slot
 * until it is destroyed.
 */
export class CoreSocket implements Owner, BusTarget {
  readonly id: number;
  readonly target: Target;
  /** Bytes that came in and went out. */
  traffic = 0;
  /** `"ended"`: the peer has closed it, or it broke. */
  state: "connecting" | "open" | "ended" | "closing" | "closed" = "connecting";
  readonly #parts: DeviceParts;
  readonly #socket: Socket;
  readonly #hearer: Hearer;
  readonly #forget: () => void;
  readonly #origin: Origin | undefined;
  readonly #confirmations = new Confirmations();
  readonly #announcement: Announcement;
  #fault: Fault | undefined;
  #toldOver = false;
  #stopTimer: Stop | undefined;
  #destroyed = false;
  #onClosed: (() => void) | undefined;

  /** @param forget - is called when it is destroyed. */
  constructor(parts: DeviceParts, id: number, socket: Socket, target: Target, secure: SecureOptions | undefined, hearer: Hearer, forget: () => void) {
    this.id = id;
    this.target = target;
    this.#parts = parts;
    this.#socket = socket;
    this.#announcement = new Announcement(socket, target.kind === "udp");
    this.#hearer = hearer;
    this.#origin = parts.corelib.origins.note();
    const unkeep = parts.keep({
      close: ({ timeout }) => this.#closeWithin(timeout),
      stopNow: () => {
        this.stopNow();
      },
      items: () => this.#items(),
    });
    this.#forget = () => {
      unkeep();
      forget();
    };
    socket.owner = this;
    socket.udp = target.kind === "udp";
    socket.tls = secure;
    socket.localPort = target.localPort ?? 0;
    const { corelib, cards } = parts;
    const query = { family: target.ipv6 === true ? 6 : 4, servers: cards.nameServers(socket.card) } as const;
    // Options that are set before the program lets go count from the first packet on.
    corelib.clock.dry(() => {
      if (this.state === "connecting" && !this.#destroyed) socket.connect(target.host, target.port, query);
    });
  }

  toString(): string {
    return `air socket ${this.id}`;
  }

  /** How many milliseconds all addresses of a name have together. */
  set patience(ms: number | undefined) {
    this.#socket.patience = ms;
  }

  // --- commands ---------------------------------------------------------------------------------------------------

  /**
   * Takes all of `bytes`, which may not be changed afterwards, or nothing.
   *
   * @returns the number that `sent` will tell, 0 when nothing was taken; and why.
   */
  send(bytes: Uint8Array): [nth: number, error: ErrorNumber] {
    if (this.state === "connecting") return [0, ERRORS.ERR_ENOTCONN];
    if (this.state !== "open") return [0, errorNumber(this.#fault)];
    const isDatagram = this.target.kind === "udp";
    if (bytes.length > (isDatagram ? MAX_DATAGRAM : LONGEST_SEND)) return [0, ERRORS.ERR_EARG];
    const socket = this.#socket;
    const result = isDatagram ? socket.txTo(bytes) : socket.tx(bytes);
    if (result === CANNOT) return [0, ERRORS.ERR_ECLSD];
    if (result === 0) return [0, ERRORS.ERR_EWOULDBLOCK];
    this.traffic += bytes.length;
    const nth = this.#confirmations.add(bytes.length, socket.outgoing.accepted);
    if (result === SENT || bytes.length === 0) this.#settle(false);
    return [nth, ERRORS.ERR_OK];
  }

  /** Bytes that were taken and are not confirmed. */
  get unsent(): number {
    return this.#confirmations.unsent;
  }

  /** How many bytes the core would take still. */
  get room(): number {
    return this.state === "open" ? Math.max(0, SEND_BUFFER - this.unsent) : 0;
  }

  /** Up to `max` of the bytes that were announced. */
  read(max: number): Uint8Array {
    if (!Number.isInteger(max)) throw wrongType("len", max, "a number of bytes");
    const count = Math.min(max, this.#announcement.left);
    if (count <= 0) return new Uint8Array(0);
    const bytes = this.#announcement.take(count);
    this.traffic += bytes.length;
    if (this.#announcement.left === 0) this.#announce(false);
    if (this.state === "ended" && !this.#toldOver) this.#endSoon(false);
    return bytes;
  }

  /** Counts for what is dialled later. */
  setKeepAlive(keepAlive: KeepAlive | undefined): void {
    this.#socket.keepAlive = keepAlive;
  }

  /** Whether it was dialled, so that settings come too late. */
  get isDialled(): boolean {
    return this.state !== "connecting" || this.#socket.open;
  }

  /**
   * Ends it in order; `closed` is told in any case, even when it is closed already.
   *
   * @param limit - milliseconds that the peer has to close its side too.
   */
  close(limit = CLOSE_LIMIT): void {
    const was = this.state;
    if (was === "closing") return;
    this.#stopTimer?.();
    this.#announcement.clear();
    if (was === "closed") {
      this.#post(CLOSED);
      return;
    }
    this.state = "closing";
    if (was === "open" && this.#socket.discon() === PENDING) {
      this.#stopTimer = this.#parts.corelib.clock.after(limit, () => {
        this.#socket.close();
        this.disconnected(false);
      });
      return;
    }
    this.#socket.close();
    this.#settlePending(was === "open" ? 0 : 1, false);
    this.#post(CLOSED);
  }

  /** Frees the slot; `false` when it is not closed. */
  destroy(): boolean {
    if (this.state !== "closed" || this.#destroyed) return false;
    this.stopNow();
    return true;
  }

  /** The network is gone, though the card is not: what is under way fails as if it were. */
  lose(): void {
    const fault: Fault = { reason: "link" };
    const was = this.state;
    if (was !== "connecting" && was !== "open") return;
    this.#socket.close();
    if (was === "connecting") this.failed(fault);
    else this.broken(fault);
  }

  /** Frees the slot, whatever the state; nothing is told any more. */
  stopNow(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#stopTimer?.();
    this.state = "closed";
    this.#socket.release();
    this.#forget();
    this.#onClosed?.();
  }

  /** For the device that stops in order. */
  #closeWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      this.close(Math.min(ms, CLOSE_LIMIT));
    });
  }

  #items(): readonly OpenItem[] {
    const { kind, host, port } = this.target;
    return [{ what: `${String(this)}, ${kind.toUpperCase()} to ${formatEndpoint({ host, port })}, ${this.state}`, origin: this.#origin }];
  }

  // --- what the socket tells --------------------------------------------------------------------------------------

  connected(): void {
    if (this.state === "connecting") this.#direct(CONNECTED, 0);
  }

  failed(fault: Fault): void {
    if (this.state !== "connecting") return;
    this.#fault = fault;
    this.#socket.close();
    this.#direct(CONNECTED, 1);
  }

  received(): void {
    if (this.#announcement.left === 0) this.#announce(true);
  }

  acked(): void {
    this.#settle(true);
  }

  undelivered(_fault: Fault, nth: number | undefined): void {
    this.#confirmations.lose(nth);
  }

  writable(): void {
    // Nobody waits for room: a send that finds none has failed.
  }

  ended(): void {
    this.broken(undefined);
  }

  broken(fault: Fault | undefined): void {
    if (this.state !== "open" && this.state !== "connecting") return;
    this.#settle(true);
    this.state = "ended";
    this.#fault = fault;
    this.#settlePending(1, true);
    this.#endSoon(true);
  }

  disconnected(inOrder: boolean): void {
    if (this.state !== "closing") return;
    this.#stopTimer?.();
    this.#settlePending(inOrder ? 0 : 1, true);
    this.#direct(CLOSED, 0);
  }

  // --- telling ----------------------------------------------------------------------------------------------------

  deliver(what: number, n: number): void {
    if (this.#destroyed) return;
    switch (what) {
      case CONNECTED:
        if (this.state !== "connecting" && this.state !== "ended") return;
        if (n === 1) this.state = "closed";
        else if (this.state === "connecting") this.state = "open";
        this.#hearer.connected(n === 1 ? 1 : 0, this.#fault);
        break;
      case SETTLED: {
        const one = this.#confirmations.next();
        if (one !== undefined) this.#hearer.sent(one.result, one.length, one.nth);
        break;
      }
      case ARRIVED:
        if (this.#announcement.left > 0) this.#hearer.received(n);
        break;
      case OVER:
        if (this.state === "ended") this.#hearer.ended(this.#fault);
        break;
      case CLOSED:
        this.state = "closed";
        this.#onClosed?.();
        this.#hearer.closed();
        break;
    }
  }

  #announce(isEvent: boolean): void {
    if (this.state === "closing" || this.state === "closed") return;
    this.#announcement.next();
    const { left } = this.#announcement;
    if (left === 0) return;
    if (isEvent) this.#direct(ARRIVED, left);
    else this.#post(ARRIVED, left);
  }

  /** Tells the end when everything was read, or when nothing was read for a while. */
  #endSoon(isEvent: boolean): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#announcement.left > 0) {
      this.#stopTimer = this.#parts.corelib.clock.after(END_DELAY, () => {
        this.#tellOver(true);
      });
      return;
    }
    this.#tellOver(isEvent);
  }

  #tellOver(isEvent: boolean): void {
    this.#toldOver = true;
    if (isEvent) this.#direct(OVER, 0);
    else this.#post(OVER);
  }

  /** Confirms what the system has. */
  #settle(isEvent: boolean): void {
    this.#tellSettled(this.#socket.outgoing.sent, isEvent);
  }

  #settlePending(result: Result, isEvent: boolean): void {
    this.#confirmations.mark(result);
    this.#tellSettled(Infinity, isEvent);
  }

  #tellSettled(sent: number, isEvent: boolean): void {
    while (this.#confirmations.settle(sent)) {
      if (isEvent) this.#direct(SETTLED, 0);
      else this.#post(SETTLED);
    }
  }

  #direct(what: number, n: number): void {
    this.#parts.corelib.bus.direct(this, what, n);
  }

  #post(what: number, n = 0): void {
    this.#parts.corelib.bus.post(this, what, n);
  }
}
