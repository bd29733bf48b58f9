import type { Clock, Endpoint, Stop } from "@luat/contract";
import { lentCopy } from "./lent-copy.js";
import { LostAck } from "./lost-ack.js";
import { Packet, PacketQueue, type PacketKind } from "./packet.js";
import { LOST, type Fate } from "../rules/fate.js";
import type { Inspection } from "../rules/inspection.js";
import type { TcpView } from "../rules/packet-view.js";
import { MOST_KNOCKS, MOST_RESENDS, waitAfter } from "./resends.js";

const KINDS: Readonly<Record<PacketKind, TcpView["kind"]>> = {
  syn: "syn",
  "syn-ack": "syn-ack",
  data: "data",
  ack: "ack",
  window: "ack",
  fin: "fin",
  reset: "reset",
  refusal: "reset",
  unreachable: "unreachable",
  probe: "keep-alive",
  alive: "ack",
};

const NOTHING = new Uint8Array(0);

/** The pipe that packets depart into. */
export interface Way {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The number of the connection. */
  readonly connection: number;
  /** Bytes of data that have left. */
  readonly sequence: number;
  /** Whether nothing gets through ever again. */
  readonly isSevered: boolean;
  /** Lets a packet leave; returns when it arrives. */
  leave(packet: Packet, delay: number): number;
  /** A box on the way cuts the connection. */
  cut(at: PacketKind): void;
  /** A packet was sent again too often. */
  giveUp(): void;
  /** A reset did not get through, and is not repeated. */
  resetLost(): void;
  /** What the other side sent was acknowledged in vain too often. */
  giveUpOnAcks(): void;
}

/** The packets of one pipe that have not left, as long as rules or taps look at them: each is sent until it gets through. */
export class Departures {
  readonly #clock: Clock;
  readonly #inspection: Inspection;
  readonly #way: Way;
  readonly #from: Endpoint;
  readonly #to: Endpoint;
  readonly #queue = new PacketQueue();
  #lostAck: LostAck | undefined;
  #attempt = 1;
  #isLeaving = false;
  #isHeld = false;
  #timer: Stop | undefined;

  constructor(clock: Clock, inspection: Inspection, way: Way) {
    this.#clock = clock;
    this.#inspection = inspection;
    this.#way = way;
    this.#from = Object.freeze({ ...way.from });
    this.#to = Object.freeze({ ...way.to });
  }

  /** Bytes of data in it. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  add(packet: Packet): void {
    // Who cuts a stream does not care any more for what was lost of it.
    if (packet.kind === "reset" || packet.kind === "refusal") this.clear();
    const isFirst = this.#queue.first === undefined;
    if (packet.kind === "data") this.#addData(packet);
    else this.#queue.push(packet);
    if (isFirst) this.#leave();
  }

  clear(): void {
    this.#queue.clear();
    this.#forgetAck();
    this.#timer?.();
    this.#timer = undefined;
    this.#isHeld = false;
    this.#attempt = 1;
  }

  #addData(packet: Packet): void {
    const { amount, bytes = NOTHING } = packet;
    const most = this.#inspection.hasRules ? this.#inspection.segment(this.#view(packet)) : Infinity;
    if (most >= amount) {
      this.#queue.push(packet);
      return;
    }
    for (let at = 0; at < amount; at += most) {
      const piece = bytes.subarray(at, Math.min(at + most, amount));
      this.#queue.push(new Packet("data", piece.length, lentCopy(piece)));
    }
  }

  /** Sends in turn what waits, up to what does not get through. */
  readonly #leave = (): void => {
    this.#timer = undefined;
    // A rule that sends something itself must not overtake what it was asked about.
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    for (let packet = this.#queue.first; packet !== undefined; packet = this.#queue.first) {
      if (!this.#sendFirst(packet)) break;
    }
    this.#isLeaving = false;
  };

  readonly #goOn = (): void => {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#leave();
  };

  /** @returns whether the next one is to be sent. */
  #sendFirst(packet: Packet): boolean {
    const view = this.#view(packet);
    const fate = this.#way.isSevered ? LOST : this.#inspection.judge(view);
    // What a rule did may have ended the stream.
    if (this.#queue.first !== packet) return true;
    switch (fate.outcome) {
      case "pass":
        this.#inspection.left(view, fate, this.#letGo(packet, view, fate));
        return true;
      case "hold":
        this.#inspection.left(view, fate, undefined);
        this.#isHeld = true;
        this.#inspection.onceChanged(this.#goOn);
        return false;
      case "drop":
        this.#inspection.left(view, fate, undefined);
        return this.#lose(packet);
      case "reset":
        this.#inspection.left(view, fate, undefined);
        this.#way.cut(packet.kind);
        return false;
    }
  }

  #letGo(packet: Packet, view: TcpView, { bytes, delay }: Fate): number {
    this.#queue.shift();
    this.#attempt = 1;
    if (packet.kind === "ack" && this.#lostAck?.isToldBy(packet) === true) this.#forgetAck();
    packet.view = view;
    if (bytes !== undefined) {
      packet.bytes = lentCopy(bytes);
      packet.length = bytes.length;
    }
    return this.#way.leave(packet, delay);
  }

  #lose(packet: Packet): boolean {
    const { kind } = packet;
    if (kind === "probe" || kind === "alive" || kind === "ack" || kind === "reset") {
      this.#queue.shift();
      if (kind === "ack") this.#loseAck(packet);
      else if (kind === "reset") this.#way.resetLost();
      return true;
    }
    const isKnock = kind === "syn" || kind === "syn-ack" || kind === "unreachable";
    const resends = this.#attempt - 1;
    const wait = waitAfter(resends);
    this.#attempt++;
    this.#timer = this.#clock.after(wait, resends < (isKnock ? MOST_KNOCKS : MOST_RESENDS) ? this.#leave : this.#giveUp);
    return false;
  }

  #loseAck(ack: Packet): void {
    if (this.#lostAck !== undefined) {
      this.#lostAck.onLost(ack);
      return;
    }
    this.#lostAck = new LostAck(this.#clock, ack, {
      again: (newest) => {
        this.add(newest);
      },
      giveUp: () => {
        this.#forgetAck();
        this.#way.giveUpOnAcks();
      },
    });
  }

  #forgetAck(): void {
    this.#lostAck?.stop();
    this.#lostAck = undefined;
  }

  readonly #giveUp = (): void => {
    this.clear();
    this.#way.giveUp();
  };

  #view(packet: Packet): TcpView {
    const { connection, sequence } = this.#way;
    const bytes = packet.bytes?.slice(0, packet.length) ?? NOTHING;
    const window = packet.kind === "data" || packet.kind === "ack" ? 0 : packet.amount;
    const attempt = packet.kind === "ack" ? (this.#lostAck?.attemptOf(packet) ?? 1) : this.#attempt;
    return Object.freeze({ time: this.#clock.now(), protocol: "tcp", kind: KINDS[packet.kind], from: this.#from, to: this.#to, bytes, connection, sequence, window, attempt });
  }
}
