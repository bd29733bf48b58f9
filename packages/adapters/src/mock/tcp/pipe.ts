import type { Clock, Endpoint, Fault, Stop } from "@luat/contract";
import { Departures, type Way } from "./departures.js";
import { TIMED_OUT } from "../faults.js";
import { Packet, PacketQueue, type PacketKind } from "./packet.js";
import type { Inspection } from "../rules/inspection.js";

/** Where the packets of a {@link Pipe} come out. */
export interface Receiver {
  /** Whether it waits for the answer to its dialling. */
  readonly isDialing: boolean;
  /** Whether it is gone, so that it refuses what comes. */
  readonly isOver: boolean;
  arrive(packet: Packet): void;
  /** Ends it because of something that its side of the network did. */
  cutOff(fault: Fault): void;
  /** What acknowledges its data, or makes room for more, may never come, though nothing on the way would be sent again. */
  acksLost(): void;
}

/** What a pipe must know of the net it runs through. */
export interface Ways {
  readonly clock: Clock;
  /** How long a packet is on its way, in ms. */
  readonly latency: number;
  readonly inspection: Inspection;
  /** Whether anybody looks at packets at present. */
  readonly isInspected: boolean;
  /** Whether {@link isClogged} must be asked. */
  readonly hasClogs: boolean;
  /** Whether what is sent waits, and a stream is full once something does. */
  isClogged(pipe: Pipe): boolean;
  /** Whether nothing gets from one end to the other at present. */
  isBlocked(pipe: Pipe): boolean;
  /** Keeps a blocked pipe, to call its `goOn()` when it is blocked no more. */
  hold(pipe: Pipe): void;
  letGo(pipe: Pipe): void;
}

/** A host, as far as a pipe must know it. */
export interface PipeEnd {
  isReady(): boolean;
}

/** The ends of one direction of one connection. */
export interface PipeEnds {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly source: PipeEnd;
  /** Undefined: no host has the address. */
  readonly target: PipeEnd | undefined;
}

/**
 * One direction of one connection. Packets arrive in the order in which they were sent, one by one; while the way
 * is blocked they wait, as TCP would send them again. A sender that was reset sends nothing again, nor does a host whose
 * link was down: what is blocked of theirs is lost.
 */
export class Pipe implements Way {
  /** Set before the first packet arrives. */
  receiver: Receiver | undefined;
  /** The other direction; set before the first packet is sent. */
  twin: Pipe | undefined;
  readonly ways: Ways;
  readonly connection: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly source: PipeEnd;
  readonly target: PipeEnd | undefined;
  sequence = 0;
  /** Whether its sender wants to be told of data that has arrived. */
  isAcknowledged = false;
  isSevered = false;
  /** Bytes of data that have arrived, where that is told. */
  #acknowledged = 0;
  readonly #underWay = new PacketQueue();
  #departures: Departures | undefined;
  #lastDue = 0;
  #isHeld = false;
  /** Whether its sender was reset, or has refused what came. */
  #isForsaken = false;
  #stop: Stop | undefined;

  constructor(ways: Ways, connection: number, { from, to, source, target }: PipeEnds) {
    this.ways = ways;
    this.connection = connection;
    this.from = from;
    this.to = to;
    this.source = source;
    this.target = target;
  }

  send(packet: Packet): void {
    const { ways } = this;
    if (isEnd(packet)) this.#forsake();
    if (this.#departures === undefined && !ways.isInspected) {
      this.leave(packet, 0);
      return;
    }
    this.#departures ??= new Departures(ways.clock, ways.inspection, this);
    this.#departures.add(packet);
  }

  /** Bytes of data that were sent and have not arrived. */
  get bytes(): number {
    return this.#underWay.bytes + (this.#departures?.bytes ?? 0);
  }

  leave(packet: Packet, delay: number): number {
    this.#lastDue = Math.max(this.#lastDue, this.ways.clock.now() + this.ways.latency + delay);
    packet.due = this.#lastDue;
    if (packet.kind === "data") this.sequence += packet.amount;
    const isFirst = this.#underWay.first === undefined;
    this.#underWay.push(packet);
    if (isFirst) this.goOn();
    return packet.due;
  }

  /** Tells the sender that `amount` bytes more have arrived, if it wants to know. */
  acknowledge(amount: number): void {
    if (!this.isAcknowledged) return;
    this.#acknowledged += amount;
    this.twin?.send(new Packet("ack", this.#acknowledged));
  }

  /** Waits for the first packet's arrival. */
  goOn(): void {
    this.#isHeld = false;
    const first = this.#underWay.first;
    if (first !== undefined) this.#stop = this.ways.clock.after(first.due - this.ways.clock.now(), this.#arrive);
  }

  /** Nothing gets through any more, in both directions, and nobody is told. */
  sever(): void {
    for (const pipe of [this, this.twin]) {
      if (pipe === undefined) continue;
      pipe.isSevered = true;
      pipe.#departures ??= new Departures(pipe.ways.clock, pipe.ways.inspection, pipe);
      pipe.twin?.receiver?.acksLost();
    }
  }

  /** Loses what is under way, and what has not left. */
  drop(): void {
    this.#departures?.clear();
    this.#loseUnderWay();
  }

  /** To be called when the way is blocked: loses what waits if nobody sends it again. */
  blocked(): void {
    if (this.#losesBlocked) this.#loseUnderWay();
  }

  /** Whether nobody sends again what is first. */
  get #losesBlocked(): boolean {
    return (this.#isForsaken || !this.source.isReady()) && this.#underWay.first?.kind !== "refusal";
  }

  #forsake(): void {
    this.#isForsaken = true;
    if (this.#isHeld) this.#loseUnderWay();
  }

  #loseUnderWay(): void {
    this.#isHeld = false;
    this.#underWay.clear();
    this.#stop?.();
    this.ways.letGo(this);
  }

  /** Loses the first packet, and what is of no use to the peer after a gap. */
  #loseFirst(): void {
    const lost = this.#underWay.shift();
    while (this.#underWay.first !== undefined && !isEnd(this.#underWay.first)) this.#underWay.shift();
    this.goOn();
    if (lost?.kind === "reset") this.resetLost();
  }

  cut(at: PacketKind): void {
    const { twin } = this;
    this.drop();
    twin?.drop();
    this.ways.clock.after(this.ways.latency, () => {
      twin?.receiver?.arrive(new Packet("reset"));
      // The host that a client knocks at has no end yet.
      if (at !== "syn") this.receiver?.arrive(new Packet("reset"));
    });
  }

  giveUp(): void {
    this.drop();
    this.twin?.receiver?.cutOff(TIMED_OUT);
    if (this.receiver?.isDialing === true) this.receiver.cutOff(TIMED_OUT);
  }

  resetLost(): void {
    this.receiver?.acksLost();
  }

  giveUpOnAcks(): void {
    this.receiver?.cutOff(TIMED_OUT);
  }

  readonly #arrive = (): void => {
    if (this.ways.isBlocked(this)) {
      if (this.#losesBlocked) this.#loseFirst();
      else {
        this.#isHeld = true;
        this.ways.hold(this);
      }
      return;
    }
    const packet = this.#underWay.shift();
    this.goOn();
    if (packet === undefined) return;
    if (packet.view !== undefined) this.ways.inspection.arrived(packet.view, this.ways.clock.now());
    this.receiver?.arrive(packet);
  };
}

function isEnd({ kind }: Packet): boolean {
  return kind === "reset" || kind === "refusal";
}
