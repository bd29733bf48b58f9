import { shownBytes } from "../messages/shown-bytes.js";
import { endingOf, type TracedPacket } from "./traced-packet.js";

/** So many letters of what a packet carries are shown. */
const LOOK = 32;

/** What a packet is, in a word, and how many bytes it carries. */
export function labelOf({ kind, bytes }: TracedPacket): string {
  return kind === "data" || kind === "datagram" ? `${kind} ${bytes.length}` : kind;
}

/** Its ports, a look at its bytes, and what is special about its way, but that it did not arrive. */
export function remarksOf(packet: TracedPacket): string {
  const { from, to, bytes } = packet;
  return [`${from.port} → ${to.port}`, ...(bytes.length === 0 ? [] : [shownBytes(bytes, LOOK)]), ...special(packet)].join("  ");
}

/** For who sees the packet itself: whether it arrived, and what is special about its way. */
export function commentOf(packet: TracedPacket, now: number): string | undefined {
  const ending = endingOf(packet, now);
  return [...(ending === "arrived" ? [] : [ending]), ...special(packet)].join(", ") || undefined;
}

function special({ attempt, fate }: TracedPacket): string[] {
  const { outcome, copies, isLate, bytes } = fate;
  return [
    ...(attempt > 1 ? [`try ${attempt}`] : []),
    ...(outcome === "reset" ? ["reset by a rule"] : []),
    ...(copies > 1 ? [`${copies} times`] : []),
    ...(isLate ? ["lets the next one by"] : []),
    ...(bytes === undefined ? [] : [`changed to ${shownBytes(bytes, LOOK)}`]),
  ];
}
