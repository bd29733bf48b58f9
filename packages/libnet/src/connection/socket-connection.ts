import { formatEndpoint, type DnsQuery, type Endpoint, type Fault, type SecureInfo } from "@luat/contract";
import { Zbuff, type OpenItem, type Origin } from "@luat/corelib";
import { PENDING, REFUSED, type Attempt, type Owner, type Socket } from "@luat/socket/runtime";
import { EventEmitter } from "eventemitter3";
import { BrokenError, ClosedError, errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectTimeout } from "../expect.js";
import { coarseWait } from "./coarse-wait.js";
import type { CloseOptions, Connection, ConnectionEnd, ConnectionEvents, Data, RxOptions, TxOptions } from "./connection.js";
import { Reader } from "./reader.js";
import { tellLater } from "./tell-later.js";
import type { WaitOptions } from "./wait-options.js";
import { WORLD } from "./world-of.js";
import type { Ending, World } from "./world.js";
import { Writer } from "./writer.js";

const CLOSE_TIMEOUT = 5_000;
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
export class SocketConnection extends EventEmitter<ConnectionEvents> implements Connection, Owner, Ending {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #origin: Origin | undefined;
  #state: Connection["state"] = "open";
  #target = "";
  #opened: { resolve: (failure?: DialFailure) => void; reject: (error: Error) => void } | undefined;
  #disconnected: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  local: Endpoint = NOWHERE;
  peer: Endpoint = NOWHERE;
  security: SecureInfo | undefined;

  /** @param origin - where the call comes from that made it. */
  constructor(world: World, socket: Socket, origin: Origin | undefined) {
    super();
    this.#origin = origin;
    this.#world = world;
    this.#socket = socket;
    socket.owner = this;
    const endpoint = (): string => this.#target;
    this.#reader = new Reader(socket, endpoint, world.origins);
    this.#writer = new Writer(socket, endpoint, world.origins);
    world.open.add(this);
  }

  /** Connects; resolves when on line, or with the failure. The caller has the time limit, and calls {@link stopNow} when it is reached. */
  dial(host: string, port: number, query: DnsQuery): Promise<DialFailure | undefined> {
    this.#target = formatEndpoint({ host, port });
    return new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
      if (this.#socket.connect(host, port, query) === REFUSED) throw new Error("a fresh socket refused to connect");
    });
  }

  /** It is an accepted client, connected already. */
  adopt(): this {
    this.connected();
    return this;
  }

  get [WORLD](): World {
    return this.#world;
  }

  get id(): number {
    return this.#socket.id;
  }

  get state(): Connection["state"] {
    return this.#state;
  }

  get bytesIn(): number {
    return this.#socket.receivedTotal;
  }

  get bytesOut(): number {
    return this.#socket.outgoing.accepted;
  }

  /** Bytes that were given to it to be sent, and that the system does not have yet. */
  get queued(): number {
    const { accepted, sent } = this.#socket.outgoing;
    return accepted - sent + this.#writer.waiting;
  }

  tx(data: Data, options?: TxOptions): Promise<void> {
    if (this.#state === "closing") return Promise.reject(this.#closed("closed")("send"));
    return this.#writer.tx(data, options);
  }

  flushed(options?: WaitOptions): Promise<void> {
    if (this.#state === "closing") return Promise.reject(this.#closed("closed")("send"));
    return this.#writer.flushed(options);
  }

  rx(options?: RxOptions): Promise<Uint8Array | undefined>;
  rx(target: Uint8Array | Zbuff, options?: RxOptions): Promise<number>;
  rx(first?: Uint8Array | Zbuff | RxOptions, second?: RxOptions): Promise<Uint8Array | number | undefined> {
    if (isTarget(first)) return this.#reader.rx(first, second);
    return this.#reader.rx(undefined, first);
  }

  consume(visit: (view: Uint8Array) => boolean | void, options?: WaitOptions): Promise<void> {
    return this.#reader.consume(visit, options);
  }

  wait(options?: WaitOptions): Promise<"data" | "end" | "timeout"> {
    return this.#reader.wait(options);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#reader;
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
    this.cut("you closed the connection", "reset");
  }

  /**
   * Ends it at once.
   *
   * @param why - what calls that wait are told.
   * @param how - `"abort"`: what the system has already still goes out.
   */
  protected cut(why: string, how: "abort" | "reset"): void {
    if (this.#state === "closed") return;
    this.#end({ kind: "closed" }, this.#closed("closed", why));
    if (how === "reset") this.#socket.reset();
    this.#socket.release();
  }

  /** It is over, and its numbers are still there. For those who extend it. */
  protected over(_end: ConnectionEnd): void {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  stopNow(): void {
    if (this.#state === "closed") return;
    this.#end({ kind: "closed" }, this.#closed("stopped"));
    this.#socket.release();
  }

  items(): readonly OpenItem[] {
    const whom = `connection to ${this.#target}`;
    const how = this.#opened === undefined ? STATES[this.#state] : ", which is not on line yet";
    return [{ what: `${whom}${how}`, origin: this.#origin }, ...this.#reader.items(whom), ...this.#writer.items(whom)];
  }

  // --- what the engine tells --------------------------------------------------------------------------------------

  connected(): void {
    this.local = this.#socket.local ?? NOWHERE;
    this.peer = this.#socket.peer ?? NOWHERE;
    this.security = this.#socket.security;
    if (this.#target === "") this.#target = formatEndpoint(this.peer);
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  failed(fault: Fault): void {
    this.#opened?.resolve({ fault, attempts: this.#socket.attempts });
    this.#opened = undefined;
    this.#end({ kind: "broken", error: this.#broken(fault)("go on") }, this.#broken(fault));
    this.#socket.release();
  }

  received(): void {
    this.#reader.received();
  }

  acked(): void {
    this.#writer.acked();
  }

  writable(): void {
    this.#writer.writable();
  }

  ended(): void {
    this.#peerEnded();
  }

  broken(fault: Fault | undefined): void {
    if (fault === undefined) {
      // A card without half-close: the peer's end is the end of both sides.
      this.#peerEnded();
      this.#end({ kind: "ended" }, this.#broken({ reason: "broken" }));
    } else {
      this.#end({ kind: "broken", error: this.#broken(fault)("go on") }, this.#broken(fault));
    }
    this.#socket.detach();
  }

  disconnected(): void {
    this.#disconnected?.();
  }

  // --- the end ----------------------------------------------------------------------------------------------------

  #peerEnded(): void {
    if (this.#state === "open") {
      this.#state = "ended";
      this.#tellLater("end", () => this.emit("end"));
    }
    this.#reader.end(undefined);
  }

  async #close(timeout: number | undefined): Promise<void> {
    if (this.#state === "closed") {
      this.#socket.release();
      return;
    }
    this.#state = "closing";
    this.#reader.fail(() => this.#closed("closed")("receive"));
    const limits = { clock: this.#world.clock, origin: this.#world.origins.note(), timeout, timedOut: () => new TimeoutError(timeout ?? 0, { op: "close", endpoint: this.#target }) };
    try {
      await coarseWait(this.#disconnect(), limits);
    } catch (error) {
      // A peer that does not end its side costs nothing; bytes that did not go out do.
      if (this.queued > 0 || (error instanceof BrokenError && error.unsent > 0)) throw error;
    } finally {
      this.#end({ kind: "closed" }, this.#closed("closed"));
      this.#socket.release();
    }
  }

  async #disconnect(): Promise<void> {
    await this.#writer.flushed(undefined);
    // It may have broken while that was awaited.
    if (this.#state !== "closing") return;
    const down = new Promise<void>((resolve) => {
      this.#disconnected = resolve;
    });
    if (this.#socket.discon() === PENDING) await down;
  }

  #end(end: ConnectionEnd, error: (op: string) => Error): void {
    if (this.#state === "closed") return;
    this.over(end);
    this.#state = "closed";
    this.#opened?.reject(error("connect"));
    this.#opened = undefined;
    const receiving = (): Error => error("receive");
    if (end.kind === "closed") this.#reader.fail(receiving);
    else this.#reader.end(receiving);
    this.#writer.fail(() => error("send"));
    this.#disconnected?.();
    this.#world.open.delete(this);
    this.#tellLater("close", () => this.emit("close", end));
  }

  #tellLater(event: keyof ConnectionEvents, tell: () => void): void {
    tellLater(this.#world, tell, () => `listener of ${event} of the connection to ${this.#target}`);
  }

  /** The error of a call after, or during, the end that this side made: made anew each time, to name the call and its caller. */
  #closed(code: "closed" | "stopped", why = code === "closed" ? "you closed the connection" : "its device was stopped"): (op: string) => ClosedError {
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
