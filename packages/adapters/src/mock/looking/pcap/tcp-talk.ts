import type { Endpoint } from "@luat/contract";
import type { TcpView } from "../../rules/packet-view.js";
import { TCP } from "./ip-packet.js";
import { ACK, ipPacket, MOST_DATA, SYN, tcpSegment, unreachablePacket, type Ends, type TcpHeader } from "./segments.js";
import { TcpSide, type Segment } from "./tcp-side.js";

/** The numbers of different connections between the same ends begin far apart, so that none is taken for another. */
const STRIDE = 16_777_259;

const NOTHING = new Uint8Array(0);

/** One TCP connection in a capture file. */
export class TcpTalk {
  readonly #start: number;
  readonly #sides: ReadonlyMap<string, TcpSide>;

  /**
   * @param any - one of its packets.
   * @param firstOf - the first packet that is known of an end.
   */
  constructor({ connection, from, to }: TcpView, firstOf: (end: Endpoint) => TcpView | undefined) {
    this.#start = Math.imul(connection, STRIDE) >>> 0;
    const [near, far] = [firstOf(from), firstOf(to)];
    this.#sides = new Map([
      [keyOf(from), new TcpSide(near, far)],
      [keyOf(to), new TcpSide(far, near)],
    ]);
  }

  /** A packet leaves: as it is on the wire, in pieces where it is too long for one. */
  leave(view: TcpView, id: number): Uint8Array[] {
    if (!isSegment(view)) return [this.#unreachable(view, id)];
    const header = this.#side(view.from).send(view);
    const packets: Uint8Array[] = [];
    for (let at = 0; at === 0 || at < view.bytes.length; at += MOST_DATA) {
      packets.push(this.#packet(view, { ...header, sequence: header.sequence + at }, view.bytes.subarray(at, at + MOST_DATA), id));
    }
    return packets;
  }

  /** A rule ends it at this packet, which has just left: both ends are told in the name of the other. */
  cut(view: TcpView, id: number): Uint8Array[] {
    if (!isSegment(view)) return [];
    const { from, to, kind } = view;
    const [near, far] = [this.#side(from), this.#side(to)];
    const back = this.#packet({ from: to, to: from }, far.reset(far.next, near.next), NOTHING, id);
    return kind === "syn" ? [back] : [back, this.#packet({ from, to }, near.reset(near.sequenceOf(view)), NOTHING, id)];
  }

  arrive(view: TcpView): void {
    this.#side(view.to).take(view);
  }

  #packet(ends: Ends, header: TcpHeader, data: Uint8Array, id: number): Uint8Array {
    return ipPacket(ends, TCP, this.#segment(ends, header, data), id);
  }

  #segment(ends: Ends, header: TcpHeader, data: Uint8Array): Uint8Array {
    const acknowledged = (header.flags & ACK) === 0 ? 0 : this.#start + header.acknowledged;
    return tcpSegment(ends, { ...header, sequence: this.#start + header.sequence, acknowledged }, data);
  }

  /** What a router says of a SYN. */
  #unreachable({ from, to }: TcpView, id: number): Uint8Array {
    const syn = this.#segment({ from: to, to: from }, { sequence: 0, acknowledged: 0, flags: SYN, window: 0 }, NOTHING);
    return unreachablePacket({ from, to }, TCP, syn, id);
  }

  #side(end: Endpoint): TcpSide {
    const side = this.#sides.get(keyOf(end));
    if (side === undefined) throw new Error(`${keyOf(end)} is no end of this connection`);
    return side;
  }
}

function isSegment(view: TcpView): view is Segment {
  return view.kind !== "unreachable";
}

function keyOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}
