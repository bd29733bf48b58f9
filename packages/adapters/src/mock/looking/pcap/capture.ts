import type { Endpoint } from "@luat/contract";
import type { TcpView, UdpView } from "../../rules/packet-view.js";
import { commentOf } from "../remarks.js";
import type { Tracing } from "../traced-packet.js";
import { UDP } from "./ip-packet.js";
import { pcapng, type Frame } from "./pcapng.js";
import { ipPacket, udpDatagram, unreachablePacket, type Ends } from "./segments.js";
import { TcpTalk } from "./tcp-talk.js";

const NOTHING = new Uint8Array(0);

/** A packet, and when it arrived among those that left. */
export interface Captured {
  readonly packet: (TcpView | UdpView) & Tracing;
  /** The number of the one that left next after it had arrived. */
  readonly arrivedBefore: number | undefined;
}

/** What a capture file says beside its packets. */
export interface CaptureOptions {
  /** How many there were before the first one. */
  readonly forgotten: number;
  /** When it ends, in virtual ms. */
  readonly now: number;
  /** The time of day at which the virtual time was 0, in ms since 1970. */
  readonly epoch: number;
}

/** Packets as a capture file, in the order in which they left. */
export function capture(captured: readonly Captured[], { forgotten, now, epoch }: CaptureOptions): Uint8Array {
  const wire = new Wire(captured);
  const frames: Frame[] = [];
  for (const { packet, isArrival } of inOrder(captured)) {
    if (isArrival) wire.arrive(packet);
    // One that is held is asked about again, and leaves then.
    if (isArrival || packet.fate.outcome === "hold") continue;
    const time = epoch + packet.time;
    const comment = commentOf(packet, now);
    frames.push(...wire.leave(packet).map((bytes, i) => ({ time, bytes, comment: i === 0 ? comment : undefined })));
    if (packet.fate.outcome === "reset") frames.push(...wire.cut(packet).map((bytes) => ({ time, bytes, comment: "sent by a rule" })));
  }
  return pcapng(frames, forgotten > 0 ? `${forgotten} older packets are not in it` : undefined);
}

type Packet = Captured["packet"];

/** When packets leave and arrive, one by one. */
function inOrder(captured: readonly Captured[]): Array<{ readonly packet: Packet; readonly isArrival: boolean }> {
  const events = captured.flatMap(({ packet, arrivedBefore }) => [
    { packet, isArrival: false, place: packet.number },
    ...(arrivedBefore === undefined ? [] : [{ packet, isArrival: true, place: arrivedBefore - 0.5 }]),
  ]);
  return events.sort((a, b) => a.place - b.place);
}

/** Makes packets of a mock network such as they are on a wire. */
class Wire {
  readonly #firsts = new Map<string, TcpView>();
  readonly #talks = new Map<number, TcpTalk>();
  /** What arrived last of the datagrams that each end sent the other. */
  readonly #datagrams = new Map<string, Uint8Array>();

  constructor(captured: readonly Captured[]) {
    for (const { packet } of captured) {
      if (packet.protocol !== "tcp" || packet.kind === "unreachable") continue;
      const key = keyOf(packet, packet.from);
      if (!this.#firsts.has(key)) this.#firsts.set(key, packet);
    }
  }

  leave(packet: Packet): Uint8Array[] {
    const { number, to, bytes } = packet;
    if (packet.protocol === "tcp") return this.#talk(packet).leave(packet, number);
    if (packet.kind === "datagram") return [ipPacket(packet, UDP, udpDatagram(packet, bytes), number)];
    return [sentBack(packet, this.#datagrams.get(keyOf(packet, to)) ?? NOTHING, number)];
  }

  arrive(packet: Packet): void {
    if (packet.protocol === "tcp") this.#talk(packet).arrive(packet);
    else if (packet.kind === "datagram") this.#datagrams.set(keyOf(packet, packet.from), packet.bytes);
  }

  /** What a rule that resets sends itself. */
  cut(packet: Packet): Uint8Array[] {
    const { number, from, to, bytes } = packet;
    if (packet.protocol === "tcp") return this.#talk(packet).cut(packet, number);
    return packet.kind === "datagram" ? [sentBack({ from: to, to: from }, bytes, number)] : [];
  }

  #talk(view: TcpView): TcpTalk {
    const { connection } = view;
    const known = this.#talks.get(connection) ?? new TcpTalk(view, (end) => this.#firsts.get(keyOf(view, end)));
    this.#talks.set(connection, known);
    return known;
  }
}

/** @param bytes - of the datagram for which nobody was there. */
function sentBack({ from, to }: Ends, bytes: Uint8Array, id: number): Uint8Array {
  return unreachablePacket({ from, to }, UDP, udpDatagram({ from: to, to: from }, bytes), id);
}

function keyOf({ connection }: Pick<Packet, "connection">, { host, port }: Endpoint): string {
  return `${connection} ${host} ${port}`;
}
