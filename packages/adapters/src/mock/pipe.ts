import type { Clock, Endpoint, Stop } from "@luat/contract";
import { PacketQueue, type Packet } from "./packet.js";

/** Where the packets of a {@link Pipe} come out. */
export interface Receiver {
  arrive(packet: Packet): void;
}

/** What a pipe must know of the net it runs through. */
export interface Ways {
  readonly clock: Clock;
  /** How long a packet is on its way, in ms. */
  readonly latency: number;
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

/**
 * One direction of one connection. Packets arrive in the order in which they were sent, one by one; while the way
 * is blocked they wait, as TCP would send them again.
 */
export class Pipe {
  /** Set before the first packet arrives. */
  receiver: Receiver | undefined;
  readonly #underWay = new PacketQueue();
  #lastDue = 0;
  #stop: Stop | undefined;

  constructor(
    readonly ways: Ways,
    readonly from: Endpoint,
    readonly to: Endpoint,
    readonly source: PipeEnd,
    /** Absent: no host has the address. */
    readonly target: PipeEnd | undefined,
  ) {}

  send(packet: Packet): void {
    this.#lastDue = Math.max(this.#lastDue, this.ways.clock.now() + this.ways.latency);
    packet.due = this.#lastDue;
    const isFirst = this.#underWay.first === undefined;
    this.#underWay.push(packet);
    if (isFirst) this.goOn();
  }

  /** Waits for the first packet's arrival. */
  goOn(): void {
    const first = this.#underWay.first;
    if (first !== undefined) this.#stop = this.ways.clock.after(first.due - this.ways.clock.now(), this.#arrive);
  }

  /** Loses what is under way. */
  drop(): void {
    this.#underWay.clear();
    this.#stop?.();
    this.ways.letGo(this);
  }

  readonly #arrive = (): void => {
    if (this.ways.isBlocked(this)) {
      this.ways.hold(this);
      return;
    }
    const packet = this.#underWay.shift();
    this.goOn();
    if (packet !== undefined) this.receiver?.arrive(packet);
  };
}
