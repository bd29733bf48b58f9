import { formatEndpoint, FULL, ipVersion, isMulticast, MAX_DATAGRAM, SENT, type DnsQuery, type Endpoint, type Fault, type SecureInfo } from "@luat/contract";
import type { OpenItem, Origin } from "@luat/corelib";
import { CANNOT, REFUSED, type Owner, type Socket } from "@luat/socket/runtime";
import { EventEmitter } from "eventemitter3";
import { ClosedError, errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectOptions, expectPort, expectSignal, expectTimeout, secondReader, shown } from "../expect.js";
import { afterTurn } from "./after-turn.js";
import type { Data } from "./connection.js";
import { dataBytes } from "./data-bytes.js";
import type { Datagram, DatagramSocket, DatagramSocketEnd, DatagramSocketEvents, GroupOptions } from "./datagram-socket.js";
import { LimitedCall, type Limit } from "./limited-call.js";
import { OnceWait } from "./once-wait.js";
import { SpareDeadline } from "./spare-deadline.js";
import { tellLater } from "./tell-later.js";
import type { WaitOptions } from "./wait-options.js";
import type { Ending, World } from "./world.js";

const NOWHERE: Endpoint = { host: "0.0.0.0", port: 0 };

/** A send that is not settled yet. */
class Sending extends LimitedCall<void> {
  /** Which of all datagrams it is, counted from 1, once it was taken. */
  nth = 0;

  readonly #holder: SocketDatagrams;

  constructor(
    holder: SocketDatagrams,
    deadlines: SpareDeadline,
    readonly bytes: Uint8Array,
    readonly to: Endpoint | undefined,
    origin: Origin | undefined,
  ) {
    super(deadlines, origin);
    this.#holder = holder;
  }

  protected override giveUp(limit: Limit): void {
    this.reject(this.#holder.gaveUpSending(this, limit));
  }
}

/** The read that waits. */
class Reading extends LimitedCall<Datagram | undefined> {
  readonly #holder: SocketDatagrams;

  constructor(holder: SocketDatagrams, deadlines: SpareDeadline, origin: Origin | undefined) {
    super(deadlines, origin);
    this.#holder = holder;
  }

  protected override giveUp(limit: Limit): void {
    this.reject(this.#holder.gaveUpReading(limit, this.limit));
  }
}

/** A {@link DatagramSocket} over a socket of the engine, which it owns alone. */
export class SocketDatagrams extends EventEmitter<DatagramSocketEvents> implements DatagramSocket, Owner, Ending {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #origin: Origin | undefined;
  readonly #deadlines: SpareDeadline;
  readonly #readDeadlines: SpareDeadline;
  #opened: OnceWait<Fault | undefined> | undefined;
  #reading: Reading | undefined;
  /** Sends that wait for room, and those that the card has taken; in order. */
  #forRoom: Sending[] = [];
  #taken: Sending[] = [];
  #end: { readonly how: DatagramSocketEnd; readonly error: (op: string) => LuatError } | undefined;
  local: Endpoint = NOWHERE;
  peer: Endpoint | undefined;
  security: SecureInfo | undefined;

  constructor(world: World, socket: Socket, origin: Origin | undefined) {
    super();
    this.#world = world;
    this.#socket = socket;
    socket.owner = this;
    this.#origin = origin;
    this.#deadlines = new SpareDeadline(world.engine.deadlines);
    this.#readDeadlines = new SpareDeadline(world.engine.deadlines);
    world.open.add(this);
  }

  /** Opens it; resolves when bound, or with the fault, or when time is up. Unless it is bound, the caller calls {@link stopNow}. */
  open(peer: Endpoint, query: DnsQuery, { timeout, signal }: WaitOptions): Promise<Fault | "timeout" | undefined> {
    // What the card throws is told by this call alone: nobody waits yet.
    if (this.#socket.connect(peer.host, peer.port, query) === REFUSED) throw new Error("a fresh socket refused to open");
    this.#opened = new OnceWait<Fault | undefined>(this.#deadlines, this.#origin);
    return this.#opened.start(timeout, signal);
  }

  get id(): number {
    return this.#socket.id;
  }

  get state(): "open" | "closed" {
    return this.#end === undefined ? "open" : "closed";
  }

  get dropped(): number {
    return this.#socket.dropped;
  }

  tx(data: Data, to?: Endpoint, options?: WaitOptions): Promise<void> {
    let bytes: Uint8Array;
    let timeout: number | undefined;
    try {
      bytes = this.#expectDatagram(data, to);
      timeout = expectLimits(options);
    } catch (reason) {
      return Promise.reject(reason);
    }
    if (this.#end !== undefined) return Promise.reject(this.#end.error("send"));
    const socket = this.#socket;
    const result = this.#forRoom.length > 0 ? FULL : socket.txTo(bytes, to);
    if (result === SENT) return this.#ready(undefined, bytes.length);
    if (result === CANNOT) return Promise.reject(new Error("the socket was not told that it is over"));
    const sending = new Sending(this, this.#deadlines, bytes, to, this.#world.origins.note());
    if (result === FULL) this.#forRoom.push(sending);
    else this.#take(sending);
    return sending.start(timeout, options?.signal);
  }

  /** A send has reached its limit; gives what it is rejected with. */
  gaveUpSending(sending: Sending, limit: Limit): unknown {
    const withdrawn = this.#withdraw(sending);
    if (limit !== "timeout") return limit.signal;
    this.#socket.timedOut("send", sending.limit);
    return new TimeoutError(sending.limit, { op: "send", endpoint: this.#where(sending.to), withdrawn });
  }

  rx(options?: WaitOptions): Promise<Datagram | undefined> {
    if (this.#reading !== undefined) return Promise.reject(secondReader());
    let timeout: number | undefined;
    try {
      timeout = expectLimits(options);
    } catch (reason) {
      return Promise.reject(reason);
    }
    const closed = this.#end?.how.kind === "closed";
    const arrival = closed ? undefined : this.#socket.takeDatagram();
    if (arrival !== undefined) return this.#ready(arrival, arrival.bytes.length);
    if (this.#end !== undefined) return this.#atEnd(this.#end);
    const reading = new Reading(this, this.#readDeadlines, this.#world.origins.note());
    this.#reading = reading;
    return reading.start(timeout, options?.signal);
  }

  /** The read has reached its limit; gives what it is rejected with. */
  gaveUpReading(limit: Limit, ms: number): unknown {
    this.#endReading();
    if (limit !== "timeout") return limit.signal;
    this.#socket.timedOut("receive", ms);
    return new TimeoutError(ms, { op: "receive", endpoint: this.#where() });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Datagram, undefined> {
    for (;;) {
      const datagram = await this.rx();
      if (datagram === undefined) return undefined;
      yield datagram;
    }
  }

  join(group: string, options?: GroupOptions): void {
    this.#regroup("join", group, options);
  }

  leave(group: string, options?: GroupOptions): void {
    this.#regroup("leave", group, options);
  }

  #regroup(op: "join" | "leave", group: string, options: GroupOptions = {}): void {
    const { interface: on } = expectOptions(options);
    if (typeof group !== "string" || !isMulticast(group)) throw new TypeError(`group is ${shown(group)}; expected the address of a multicast group`);
    if (on !== undefined && (typeof on !== "string" || ipVersion(on) === 0)) throw new TypeError(`interface is ${shown(on)}; expected a literal address of this side`);
    if (this.#end !== undefined) throw this.#end.error(op);
    const fault = this.#socket.regroup(op, group, on);
    if (fault !== undefined) throw errorOf(fault, { op, endpoint: group });
  }

  close(): Promise<void> {
    this.#over({ kind: "closed" }, (op) => new ClosedError("closed", "you closed the socket", { op, endpoint: this.#where() }));
    this.#socket.release();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  stopNow(): void {
    this.#over({ kind: "closed" }, (op) => new ClosedError("stopped", "its device was stopped", { op, endpoint: this.#where() }));
    this.#socket.release();
  }

  items(): readonly OpenItem[] {
    const where = this.#whereabouts;
    const wait = (call: string, { limit, origin }: Omit<OpenItem, "what">): OpenItem => ({ what: `${call} of the datagram socket ${where}`, limit, origin });
    return [
      { what: `datagram socket ${where}${this.#opened === undefined ? "" : ", which is not open yet"}`, origin: this.#origin },
      ...(this.#reading === undefined ? [] : [wait("rx", this.#reading)]),
      ...[...this.#taken, ...this.#forRoom].map((sending) => wait("tx", sending)),
    ];
  }

  // --- what the engine tells --------------------------------------------------------------------------------------

  connected(): void {
    this.local = this.#socket.local ?? NOWHERE;
    this.peer = this.#socket.peer;
    this.security = this.#socket.security;
    this.#open(undefined);
    this.#deadlines.rest();
  }

  failed(fault: Fault): void {
    this.#open(fault);
    this.broken(fault);
  }

  received(): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#endReading();
    reading.resolve(this.#socket.takeDatagram());
  }

  acked(): void {
    const { sent } = this.#socket.outgoing;
    for (let first = this.#taken[0]; first !== undefined && first.nth <= sent; first = this.#taken[0]) {
      this.#taken.shift();
      first.stop();
      first.resolve();
    }
  }

  undelivered(fault: Fault, nth: number | undefined): void {
    const sending = this.#taken.find((one) => one.nth === nth);
    if (sending !== undefined) {
      this.#withdraw(sending);
      sending.reject(errorOf(fault, { op: "send", endpoint: this.#where(sending.to) }));
    } else if (nth === undefined) {
      const error = errorOf(fault, { op: "send", endpoint: this.#where() });
      this.#tellLater("refused", () => this.emit("refused", error));
    }
  }

  writable(): void {
    for (let first = this.#forRoom[0]; first !== undefined; first = this.#forRoom[0]) {
      const result = this.#socket.txTo(first.bytes, first.to);
      if (result === FULL || result === CANNOT) return;
      this.#forRoom.shift();
      if (result === SENT) {
        first.stop();
        first.resolve();
      } else this.#take(first);
    }
  }

  broken(fault: Fault | undefined): void {
    const why = fault ?? { reason: "broken" };
    const error = (op: string): LuatError => errorOf(why, { op, endpoint: this.#where() });
    this.#over({ kind: "broken", error: error("go on") }, error);
    this.#socket.detach();
  }

  // A datagram socket has no peer that could end it, and nothing to agree on.
  ended(): void {}
  disconnected(): void {}

  // --- the end ----------------------------------------------------------------------------------------------------

  #over(how: DatagramSocketEnd, error: (op: string) => LuatError): void {
    if (this.#end !== undefined) return;
    const end = { how, error };
    this.#end = end;
    this.#world.open.delete(this);
    this.#opened?.stop();
    this.#opened?.reject(error("bind"));
    this.#opened = undefined;
    for (const sending of [...this.#taken.splice(0), ...this.#forRoom.splice(0)]) {
      sending.stop();
      sending.reject(error("send"));
    }
    const reading = this.#reading;
    this.#endReading();
    if (reading !== undefined) {
      if (how.kind === "closed") reading.resolve(undefined);
      else reading.reject(error("receive"));
    }
    this.#deadlines.end();
    this.#readDeadlines.end();
    this.#tellLater("close", () => this.emit("close", how));
  }

  #open(fault: Fault | undefined): void {
    this.#opened?.stop();
    this.#opened?.resolve(fault);
    this.#opened = undefined;
  }

  #atEnd({ how, error }: { readonly how: DatagramSocketEnd; readonly error: (op: string) => LuatError }): Promise<undefined> {
    return how.kind === "closed" ? Promise.resolve(undefined) : Promise.reject(error("receive"));
  }

  #take(sending: Sending): void {
    sending.nth = this.#socket.outgoing.accepted;
    this.#taken.push(sending);
  }

  /** Takes it out of its queue; true: it was not taken by the card and will not go out. */
  #withdraw(sending: Sending): boolean {
    sending.stop();
    const queued = this.#forRoom.indexOf(sending);
    if (queued >= 0) this.#forRoom.splice(queued, 1);
    else this.#taken.splice(this.#taken.indexOf(sending), 1);
    return queued >= 0;
  }

  #endReading(): void {
    this.#reading?.stop();
    this.#reading = undefined;
  }

  /** An answer that is known at once; now and then it takes a turn, so that a loop of them starves nobody. */
  #ready<T>(value: T, count: number): Promise<T> {
    const { engine } = this.#socket;
    return engine.runIsLong(count) ? afterTurn(engine.clock, value) : Promise.resolve(value);
  }

  #expectDatagram(data: Data, to: Endpoint | undefined): Uint8Array {
    const bytes = dataBytes(data);
    if (bytes.length > MAX_DATAGRAM) throw new RangeError(`data has ${bytes.length} bytes; expected at most ${MAX_DATAGRAM}, which one datagram holds`);
    if (to === undefined) {
      if (this.peer === undefined) throw new TypeError("to is undefined; expected an address and a port, as the socket has no peer");
      return bytes;
    }
    const { host, port } = expectOptions(to, "to");
    if (typeof host !== "string" || ipVersion(host) === 0) throw new TypeError(`to.host is ${shown(host)}; expected a literal address`);
    expectPort(port, "to.port", 1);
    if (this.security === undefined) return bytes;
    const { peer } = this;
    if (peer?.host !== host || peer.port !== port) throw new TypeError(`to is ${formatEndpoint(to)}; expected nothing, as a socket with DTLS has its peer alone`);
    return bytes;
  }

  get #whereabouts(): string {
    const { peer = this.#socket.target } = this;
    return peer === undefined ? `on ${formatEndpoint(this.local)}` : `to ${formatEndpoint(peer)}`;
  }

  #where(to: Endpoint | undefined = this.peer): string {
    return formatEndpoint(to ?? this.local);
  }

  #tellLater(event: keyof DatagramSocketEvents, tell: () => void): void {
    tellLater(this.#world, tell, () => `listener of ${event} of the datagram socket ${this.#whereabouts}`);
  }
}

/** Checks the limits of a wait; gives the time limit. */
function expectLimits(options: WaitOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  expectSignal(expectOptions(options).signal)?.throwIfAborted();
  return expectTimeout(options.timeout);
}
