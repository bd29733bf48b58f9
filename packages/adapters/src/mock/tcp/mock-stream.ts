import { FULL, type Clock, type Endpoint, type Fault, type KeepAlive, type SendResult, type Stop, type Stream, type StreamSink } from "@luat/contract";
import { REFUSED, RESET, TIMED_OUT, UNREACHABLE } from "../faults.js";
import { KeepAliveWatch, type KeptAlive } from "./keep-alive-watch.js";
import { JUNK } from "./lent-copy.js";
import type { StreamLook } from "../looking/stream-row.js";
import { Outgoing } from "./outgoing.js";
import { Packet, PacketQueue } from "./packet.js";
import type { Pipe, Receiver } from "./pipe.js";

/** The host of a stream. */
export interface StreamHome {
  readonly clock: Clock;
  /** Bytes that a stream queues before it is full. */
  readonly highWater: number;
  /** Bytes that may be under way to a stream or wait in it. */
  readonly window: number;
  /** Whether what a stream sends counts as sent only when the system of its peer has it. */
  readonly waitsForAcks: boolean;
  /** The stream is over; its port is free. */
  forget(stream: MockStream): void;
}

type State = "dialing" | "open" | "over";

/** What is given to a new {@link MockStream}. */
export interface MockStreamParts {
  readonly home: StreamHome;
  readonly pipe: Pipe;
  readonly keepAlive: KeepAlive | undefined;
  /** Who is told; absent on a server's end, which keeps everything until {@link MockStream.adopt}. */
  readonly sink?: StreamSink;
}

/** One end of a connection of the mock network. All that it tells comes from events of the clock. */
export class MockStream implements Stream, Receiver, KeptAlive {
  readonly #home: StreamHome;
  readonly #pipe: Pipe;
  readonly #keepAlive: KeepAliveWatch | undefined;
  /** Whether it was dialled, and so holds its local port. */
  readonly isDialled: boolean;
  #sink: StreamSink | undefined;
  #state: State;
  readonly #outgoing: Outgoing;
  /** Data that arrived while it could not be told. */
  readonly #unread = new PacketQueue();
  /** Bytes that were read, but not yet granted to the peer anew. */
  #owed = 0;
  #isPaused = false;
  #finArrived = false;
  #endTold = false;
  /** How it ended, until that is told. */
  #end: { readonly fault: Fault | undefined } | undefined;
  #flowing = false;
  lastHeard = 0;
  #timer: Stop | undefined;

  constructor({ home, pipe, keepAlive, sink }: MockStreamParts) {
    this.#home = home;
    this.#pipe = pipe;
    if (keepAlive !== undefined) this.#keepAlive = new KeepAliveWatch(keepAlive, this);
    this.#sink = sink;
    this.isDialled = sink !== undefined;
    this.#state = this.isDialled ? "dialing" : "open";
    this.#outgoing = new Outgoing(pipe, home.highWater);
    pipe.isAcknowledged = home.waitsForAcks;
  }

  get clock(): Clock {
    return this.#home.clock;
  }

  get isDialing(): boolean {
    return this.#state === "dialing";
  }

  get local(): Endpoint {
    return this.#pipe.from;
  }

  get peer(): Endpoint {
    return this.#pipe.to;
  }

  get isOver(): boolean {
    return this.#state === "over";
  }

  /** What there is to see of it at present. */
  look(): StreamLook {
    const { isDialing, local, peer } = this;
    return { local, peer, queued: this.#outgoing.waiting, isDialing, sink: this.#sink, isFinishing: this.#outgoing.isFinishing, isEnded: this.#finArrived, unread: this.#unread.bytes, underWay: this.#pipe.bytes };
  }

  /** Asks the peer for a connection, `delay` ms from now. */
  knock(delay: number): void {
    const syn = (): void => {
      this.#timer = undefined;
      this.#pipe.send(new Packet("syn", this.#home.window));
    };
    if (delay > 0) this.#timer = this.#home.clock.after(delay, syn);
    else syn();
  }

  /** Answers a client that knocked with a window of `window` bytes. */
  answer(window: number): void {
    this.#outgoing.widen(window);
    this.#pipe.send(new Packet("syn-ack", this.#home.window));
    this.lastHeard = this.clock.now();
    if (this.hasRules()) this.#keepAlive?.look();
  }

  /** Gives a stream that was accepted its sink. */
  adopt(sink: StreamSink): void {
    this.#sink = sink;
    this.#flowSoon();
  }

  /** Has told its end already, or was destroyed. */
  get isSilent(): boolean {
    return this.#sink === undefined;
  }

  /** Has told that the peer has ended. */
  get hasEnded(): boolean {
    return this.#endTold;
  }

  send(bytes: Uint8Array): SendResult {
    if (this.#state !== "open") return FULL;
    const result = this.#outgoing.send(bytes);
    if (this.#outgoing.hasNews) this.#flowSoon();
    // TCP asks again and again whether a closed window has opened; only a peer that is gone has something to say to that.
    if (this.#outgoing.waiting > 0 && this.#pipe.receiver?.isOver === true) this.#askForRoom();
    return result;
  }

  get queued(): number {
    return this.#outgoing.queued;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flowSoon();
  }

  finish(): void {
    if (this.#state === "over") return;
    this.#outgoing.finish();
    this.#closeIfDone();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    const hasUnread = this.#unread.first !== undefined;
    this.#sink = undefined;
    this.#unread.clear();
    if (this.#state === "over") return;
    if (this.#state === "dialing") this.#pipe.drop();
    // As real systems do: the peer of one that did not read all learns that it was not read.
    else if (how === "reset" || hasUnread) this.#pipe.send(new Packet(this.#pipe.receiver?.isDialing === true ? "refusal" : "reset"));
    else if (!this.#outgoing.finished) this.#pipe.send(new Packet("fin"));
    this.#leave();
  }

  /** Ends it because of something that this side of the network did: nothing more gets out. */
  cutOff(fault: Fault): void {
    if (this.#state === "over") return;
    this.#pipe.drop();
    this.#pipe.receiver?.acksLost();
    this.#over(fault);
  }

  /** As after any silence, what was sent last is sent again; that it is empty here makes no difference to who has it. */
  acksLost(): void {
    if (this.#state === "open" && (this.#outgoing.awaitsAck || this.#outgoing.waiting > 0)) this.#askForRoom();
  }

  #askForRoom(): void {
    this.#pipe.send(new Packet("data"));
  }

  /** To be called when what is blocked, or decided by rules, may have changed. */
  pathChanged(): void {
    if (this.#state !== "open") return;
    this.#keepAlive?.look();
    this.#outgoing.goOn();
    if (this.#outgoing.hasNews) this.#flowSoon();
    this.#closeIfDone();
  }

  /** Nothing gets through any more, in both directions, and nobody is told. */
  sever(): void {
    this.#pipe.sever();
  }

  isBlocked(): boolean {
    return this.#pipe.ways.isBlocked(this.#pipe);
  }

  hasRules(): boolean {
    return this.#pipe.ways.inspection.hasRules;
  }

  sendProbe(): void {
    this.#pipe.send(new Packet("probe"));
  }

  onDead(): void {
    this.cutOff(TIMED_OUT);
  }

  arrive(packet: Packet): void {
    this.lastHeard = this.#home.clock.now();
    const { kind, amount } = packet;
    switch (kind) {
      case "data":
        if (this.#state === "over") this.#pipe.send(new Packet("refusal"));
        else this.#take(packet);
        break;
      case "ack":
      case "window":
        if (this.#state === "over") break;
        if (kind === "ack") this.#outgoing.acknowledge(amount);
        else this.#outgoing.widen(amount);
        this.#tellNews();
        this.#closeIfDone();
        break;
      case "syn-ack":
        if (this.#state === "over") {
          this.#pipe.send(new Packet("refusal"));
          break;
        }
        this.#state = "open";
        this.#outgoing.widen(amount);
        if (this.hasRules()) this.#keepAlive?.look();
        this.#sink?.connected(this.local, this.peer);
        break;
      case "fin":
        this.#finArrived = true;
        this.#flowSoon();
        break;
      case "reset":
      case "refusal":
        this.#over(this.#state === "dialing" ? REFUSED : RESET);
        break;
      case "unreachable":
        this.#over(UNREACHABLE);
        break;
      case "probe":
        this.#pipe.send(new Packet(this.#state === "over" ? "refusal" : "alive"));
        break;
      case "syn":
      case "alive":
        break;
    }
  }

  #take(data: Packet): void {
    this.#pipe.twin?.acknowledge(data.amount);
    if (this.#sink !== undefined && !this.#isPaused && this.#unread.first === undefined) this.#deliver(data);
    else this.#unread.push(data);
  }

  #deliver(packet: Packet): void {
    const { amount, bytes, length } = packet;
    if (bytes === undefined) return;
    if (length > 0) this.#sink?.received(bytes, length, true);
    bytes.fill(JUNK);
    if (this.#state !== "open") return;
    this.#owed += amount;
    if (this.#owed * 2 < this.#home.window) return;
    this.#pipe.send(new Packet("window", this.#owed));
    this.#owed = 0;
  }

  #tellNews(): void {
    const sent = this.#outgoing.takeSent();
    if (sent > 0) this.#sink?.sent(sent);
    if (this.#outgoing.takeDrained()) this.#sink?.drained();
  }

  #flowSoon(): void {
    if (this.#flowing || this.#sink === undefined) return;
    this.#flowing = true;
    this.#home.clock.after(0, this.#flow);
  }

  /** Tells one thing of those that could not be told when they happened. */
  readonly #flow = (): void => {
    this.#flowing = false;
    if (this.#outgoing.hasNews) this.#tellNews();
    else if (this.#unread.first !== undefined) {
      if (this.#isPaused) return;
      this.#deliver(this.#unread.shift() as Packet);
    } else if (this.#finArrived && !this.#endTold) {
      this.#endTold = true;
      this.#sink?.ended();
      this.#closeIfDone();
    } else if (this.#end !== undefined) {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.closed(this.#end.fault);
      return;
    } else return;
    this.#flowSoon();
  };

  #closeIfDone(): void {
    if (this.#state === "open" && this.#endTold && this.#outgoing.settled) this.#over(undefined);
  }

  #over(fault: Fault | undefined): void {
    if (this.#state === "over") return;
    this.#end = { fault };
    // One that waits to be accepted tells all that came before; one that is paused shall hear of the end at once.
    if (this.#sink !== undefined) this.#unread.clear();
    this.#leave();
    this.#flowSoon();
  }

  #leave(): void {
    this.#state = "over";
    this.#outgoing.drop();
    this.#timer?.();
    this.#timer = undefined;
    this.#keepAlive?.stop();
    this.#home.forget(this);
  }
}
