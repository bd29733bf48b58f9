import { formatEndpoint, type DnsQuery, type Endpoint, type Fault, type SecureInfo, type Tunnel } from "@luat/contract";
import { Zbuff, type OpenItem, type Origin } from "@luat/corelib";
import { PENDING, REFUSED, type Attempt, type Owner, type Socket } from "@luat/socket/runtime";
import { EventEmitter } from "eventemitter3";
import { BrokenError, ClosedError, errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout } from "../expect.js";
import { blame } from "./blame.js";
import type { CloseOptions, Connection, ConnectionEnd, ConnectionEvents, Data, PeekOptions, RxOptions, TxOptions, UntilOptions } from "./connection.js";
import { ExactProbe } from "./exact-probe.js";
import type { Named } from "./named.js";
import { OnceWait } from "./once-wait.js";
import { PeekProbe } from "./peek-probe.js";
import type { Probe } from "./probe.js";
import { Reader } from "./reader.js";
import { SpareDeadline } from "./spare-deadline.js";
import { tellLater } from "./tell-later.js";
import { UntilProbe } from "./until-probe.js";
import type { WaitOptions } from "./wait-options.js";
import { WORLD } from "./world-of.js";
import type { Ending, World } from "./world.js";
import { Writer } from "./writer.js";

const CLOSE_TIMEOUT = 5_000;
const FINISHED = "you have finished sending";
const NOWHERE: Endpoint = { host: "0.0.0.0", port: 0 };

/** What is added to the text of a connection in each state. */
const STATES: { readonly [state in Connection["state"]]: string } = {
  open: "",
  ended: ", which the peer has ended",
  closing: ", which is being closed",
  closed: ", which is closed",
};

/** Why it did not come on line. */
export interface DialFailure {
  readonly fault: Fault;
  /** What came of each address of a name that has several. */
  readonly attempts: readonly Attempt[];
}

/** A {@link Connection} over a socket of the engine, which it owns alone. */
export class SocketConnection extends EventEmitter<ConnectionEvents> implements Connection, Owner, Ending, Named {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #origin: Origin | undefined;
  // Made when they are needed, as each is a tenth of what an idle connection takes.
  #reader: Reader | undefined;
  #writer: Writer | undefined;
  #spare: SpareDeadline | undefined;
  #state: Connection["state"] = "open";
  #target = "";
  #opened: OnceWait<DialFailure | undefined> | undefined;
  #disconnected: OnceWait<void> | undefined;
  #closing: Promise<void> | undefined;
  /** {@link finish} was called. */
  #finished = false;
  /** What the socket knew; it forgets that when it has ended. */
  #last: Pick<Connection, "bytesIn" | "bytesOut" | "local" | "peer" | "security"> | undefined;
  #outcome: ConnectionEnd | undefined;
  openedAt = 0;

  /** @param origin - where the call comes from that made it. */
  constructor(world: World, socket: Socket, origin: Origin | undefined) {
    super();
    this.#origin = origin;
    this.#world = world;
    this.#socket = socket;
    socket.owner = this;
    world.open.add(this);
  }

  /**
   * Connects; resolves when on line, or with the failure, or when time is up. Unless it is on line, the caller calls
   * {@link stopNow}.
   *
   * @param tunnel - the way there, where it is open already.
   */
  dial({ host, port }: Endpoint, query: DnsQuery, { timeout, signal }: WaitOptions, tunnel?: Tunnel): Promise<DialFailure | "timeout" | undefined> {
    this.#target = formatEndpoint({ host, port });
    // What the card throws is told by this call alone: nobody waits yet.
    if (this.#socket.connect(host, port, query, tunnel) === REFUSED) throw new Error("a fresh socket refused to connect");
    this.#opened = new OnceWait<DialFailure | undefined>(this.#deadlines, this.#origin);
    return this.#opened.start(timeout, signal);
  }

  /** It is an accepted client, connected already. @param name - what it is called, where its address tells nobody anything. */
  adopt(name = ""): this {
    this.#target = name;
    this.connected();
    return this;
  }

  /** Says who is at its other end, where that is not who was dialled. */
  name(target: string): void {
    this.#target = target;
  }

  /** Gives its stream away, as the way to somewhere else, and is closed. `undefined`: it has none any more. */
  surrender(): Tunnel | undefined {
    if (this.#state !== "closed") this.#end({ kind: "closed" }, this.#closed("closed"));
    return this.#socket.surrender();
  }

  get [WORLD](): World {
    return this.#world;
  }

  get id(): number {
    return this.#socket.id;
  }

  get endpoint(): string {
    return this.#target;
  }

  get state(): Connection["state"] {
    return this.#state;
  }

  get end(): ConnectionEnd | undefined {
    return this.#outcome;
  }

  get local(): Endpoint {
    return this.#last?.local ?? this.#socket.local ?? NOWHERE;
  }

  get peer(): Endpoint {
    return this.#last?.peer ?? this.#socket.peer ?? NOWHERE;
  }

  get security(): SecureInfo | undefined {
    return this.#last?.security ?? this.#socket.security;
  }

  get bytesIn(): number {
    return this.#last?.bytesIn ?? this.#socket.receivedTotal;
  }

  get bytesOut(): number {
    return this.#last?.bytesOut ?? this.#socket.outgoing.accepted;
  }

  get unread(): number {
    return this.#state === "closing" ? 0 : this.#socket.available;
  }

  /** Bytes that were given to it to be sent, and that the system does not have yet. */
  get queued(): number {
    const { accepted, sent } = this.#socket.outgoing;
    return accepted - sent + (this.#writer?.waiting ?? 0);
  }

  tx(data: Data | readonly Data[], options?: TxOptions): Promise<void> {
    if (this.#state === "closing" || this.#isFinished) return Promise.reject(this.#sendsNoMore());
    return this.#writing.tx(data, options);
  }

  flushed(options?: WaitOptions): Promise<void> {
    if (this.#state === "closing") return Promise.reject(this.#sendsNoMore());
    return this.#writing.flushed(options);
  }

  finish(options?: WaitOptions): Promise<void> {
    // What the peer has answered to with its own end was sent.
    if (this.#finished && this.#outcome?.kind === "ended") return Promise.resolve();
    try {
      if (!this.#socket.card.traits.halfClose) throw errorOf({ reason: "unsupported" }, { op: "finish sending", endpoint: this.#target });
      const { timeout, signal } = expectOptions(options ?? {});
      expectTimeout(timeout);
      expectSignal(signal)?.throwIfAborted();
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#state !== "closing" && !this.#finished) {
      // What limits the caller's wait does not hold back the FIN; where the connection ends before it, that tells everybody.
      this.#writing.flushed(undefined).then(() => { this.#socket.finish(); }, () => undefined);
    }
    const done = this.flushed(options);
    this.#finished = true;
    return done;
  }

  rx(options?: RxOptions): Promise<Uint8Array | undefined>;
  rx(target: Uint8Array | Zbuff, options?: RxOptions): Promise<number>;
  rx(first?: Uint8Array | Zbuff | RxOptions, second?: RxOptions): Promise<Uint8Array | number | undefined> {
    if (isTarget(first)) return this.#reading.rx(first, second);
    return this.#reading.rx(undefined, first);
  }

  peek(options?: PeekOptions): Promise<Uint8Array | undefined> {
    return this.#seek(() => new PeekProbe(options), options);
  }

  rxExactly(size: number, options?: WaitOptions): Promise<Uint8Array | undefined> {
    return this.#seek(() => new ExactProbe(this, size), options);
  }

  rxUntil(delimiter: string | Uint8Array, options?: UntilOptions): Promise<Uint8Array | undefined> {
    return this.#seek(() => new UntilProbe(this, delimiter, options), options);
  }

  consume(visit: (view: Uint8Array) => boolean | void, options?: WaitOptions): Promise<void> {
    return this.#reading.consume(visit, options);
  }

  wait(options?: WaitOptions): Promise<"data" | "end" | "timeout"> {
    return this.#reading.wait(options);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#reading;
  }

  ref(): void {
    this.#socket.hold(true);
  }

  unref(): void {
    this.#socket.hold(false);
  }

  close(options?: CloseOptions): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    let timeout: number | undefined;
    try {
      timeout = options?.timeout === undefined ? CLOSE_TIMEOUT : expectTimeout(options.timeout);
    } catch (error) {
      return Promise.reject(error);
    }
    this.#closing = this.#close(timeout);
    return this.#closing;
  }

  abort(): void {
    this.cut(this.whyClosed, "reset");
  }

  /**
   * Ends it at once.
   *
   * @param why - what calls that wait are told.
   * @param how - `"abort"`: where the system has all already, that still goes out.
   */
  protected cut(why: string, how: "abort" | "reset"): void {
    if (this.#state === "closed") return;
    const isCutOff = this.#isCutOff;
    this.#end({ kind: "closed" }, this.#closed("closed", why));
    this.#letGo(how === "reset" || isCutOff);
  }

  /** What calls are told after, or during, an end that this side made. For those who extend it. */
  protected get whyClosed(): string {
    return "you closed the connection";
  }

  /** It is over, and its numbers are still there. For those who extend it. */
  protected over(_end: ConnectionEnd): void {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  stopNow(): void {
    if (this.#state === "closed") return;
    const isCutOff = this.#isCutOff;
    this.#end({ kind: "closed" }, this.#closed("stopped"));
    this.#letGo(isCutOff);
  }

  items(): readonly OpenItem[] {
    const whom = `connection to ${this.#target}`;
    const how = this.#opened === undefined ? STATES[this.#state] : ", which is not on line yet";
    return [{ what: `${whom}${how}`, origin: this.#origin }, ...(this.#reader?.items(whom) ?? []), ...(this.#writer?.items(whom) ?? [])];
  }

  // --- what the engine tells --------------------------------------------------------------------------------------

  connected(): void {
    this.openedAt = this.#world.clock.wall();
    if (this.#target === "") this.#target = formatEndpoint(this.peer);
    this.#open(undefined);
    this.#spare?.rest();
    this.#spare = undefined;
  }

  failed(fault: Fault): void {
    this.#open({ fault, attempts: this.#socket.attempts });
    this.#end({ kind: "broken", error: this.#broken(fault)("go on") }, this.#broken(fault));
    this.#socket.release();
  }

  received(): void {
    this.#reader?.received();
  }

  acked(): void {
    this.#writer?.acked();
  }

  writable(): void {
    this.#writer?.writable();
  }

  ended(): void {
    this.#peerEnded();
  }

  broken(fault: Fault | undefined): void {
    if (fault === undefined) {
      // A card without half-close, where the peer's end is that of both sides; or this side had finished.
      this.#peerEnded();
      this.#end({ kind: "ended" }, this.#finished ? this.#closed("closed", FINISHED) : this.#broken({ reason: "broken" }));
    } else {
      this.#end({ kind: "broken", error: this.#broken(fault)("go on") }, this.#broken(fault));
    }
    this.#socket.detach();
  }

  disconnected(): void {
    this.#disconnected?.resolve();
  }

  // --- the end ----------------------------------------------------------------------------------------------------

  #peerEnded(): void {
    if (this.#state === "open") {
      this.#state = "ended";
      this.#tellLater("end", () => this.emit("end"));
    }
    this.#reading.end(undefined);
  }

  async #close(timeout: number | undefined): Promise<void> {
    if (this.#state === "closed") {
      this.#socket.release();
      return;
    }
    this.#state = "closing";
    this.#reading.fail(() => this.#closed("closed")("receive"));
    const origin = this.#world.origins.note();
    const down = new OnceWait<void>(this.#deadlines, origin);
    const outcome = down.start(timeout, undefined);
    if (this.queued === 0) this.#disconnect(down);
    else this.#writing.flushed(undefined).then(() => { this.#disconnect(down); }, (reason: unknown) => { down.reject(reason); });
    try {
      if ((await outcome) === "timeout") {
        this.#socket.timedOut("close", down.limit);
        throw blame(origin, new TimeoutError(down.limit, { op: "close", endpoint: this.#target }));
      }
    } catch (error) {
      // A peer that does not end its side costs nothing; bytes that did not go out do.
      if (this.queued > 0 || (error instanceof BrokenError && error.unsent > 0)) throw error;
    } finally {
      down.stop();
      const isCutOff = this.#isCutOff;
      this.#end({ kind: "closed" }, this.#closed("closed"));
      this.#letGo(isCutOff);
    }
  }

  /** Whether an end at once loses some of what is to be sent. */
  get #isCutOff(): boolean {
    if (this.#state === "closed") return false;
    // What was gathered this turn goes out still, where there is room.
    this.#socket.push();
    return this.queued > 0;
  }

  /** Lets go of the socket. @param reset - so that the peer does not take the part that it has got for the whole. */
  #letGo(reset: boolean): void {
    if (reset) this.#socket.reset();
    this.#socket.release();
  }

  #disconnect(down: OnceWait<void>): void {
    this.#disconnected = down;
    this.#remember();
    // It may have broken while what was accepted was sent.
    if (this.#state !== "closing" || this.#socket.discon() !== PENDING) down.resolve();
  }

  #remember(): void {
    const { bytesIn, bytesOut, local, peer, security } = this;
    this.#last ??= { bytesIn, bytesOut, local, peer, security };
  }

  get #deadlines(): SpareDeadline {
    return (this.#spare ??= new SpareDeadline(this.#world.engine.deadlines));
  }

  get #reading(): Reader {
    return (this.#reader ??= new Reader(this.#socket, this, this.#world.origins));
  }

  get #writing(): Writer {
    return (this.#writer ??= new Writer(this.#socket, this, this.#world.origins, this.#deadlines));
  }

  #seek(probe: () => Probe, options: WaitOptions | undefined): Promise<Uint8Array | undefined> {
    try {
      return this.#reading.seek(probe(), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #open(failure: DialFailure | undefined): void {
    this.#opened?.stop();
    this.#opened?.resolve(failure);
    this.#opened = undefined;
  }

  #end(end: ConnectionEnd, error: (op: string) => Error): void {
    if (this.#state === "closed") return;
    this.#remember();
    this.over(end);
    this.#state = "closed";
    this.#outcome = end;
    this.#opened?.stop();
    this.#opened?.reject(error("connect"));
    this.#opened = undefined;
    const receiving = (): Error => error("receive");
    if (end.kind === "closed") this.#reading.fail(receiving);
    else this.#reading.end(receiving);
    this.#writing.fail(() => error("send"));
    this.#disconnected?.resolve();
    this.#deadlines.end();
    this.#world.open.delete(this);
    this.#tellLater("close", () => this.emit("close", end));
  }

  get #isFinished(): boolean {
    return this.#finished && this.#state !== "closed";
  }

  #sendsNoMore(): ClosedError {
    return (this.#state === "closing" ? this.#closed("closed") : this.#closed("closed", FINISHED))("send");
  }

  #tellLater(event: keyof ConnectionEvents, tell: () => void): void {
    tellLater(this.#world, tell, () => `listener of ${event} of the connection to ${this.#target}`);
  }

  /** The error of a call after, or during, the end that this side made: made anew each time, to name the call and its caller. */
  #closed(code: "closed" | "stopped", why = code === "closed" ? this.whyClosed : "its device was stopped"): (op: string) => ClosedError {
    return (op) => new ClosedError(code, why, { op, endpoint: this.#target });
  }

  /** The error of a call after, or during, the break of the connection. */
  #broken(fault: Fault): (op: string) => LuatError {
    const { accepted, sent } = this.#socket.outgoing;
    return (op) => errorOf(fault, { op, endpoint: this.#target, unsent: accepted - sent });
  }
}

function isTarget(value: unknown): value is Uint8Array | Zbuff {
  return value instanceof Uint8Array || value instanceof Zbuff;
}
