import { shownTime } from "../messages/shown-time.js";
import { Lanes } from "./lanes.js";
import { labelOf, remarksOf } from "./remarks.js";
import { textTable } from "./text-table.js";
import { endingOf, type Ending, type TracedPacket } from "./traced-packet.js";

/** So far is it at least from one lane to the next, and so much farther than the label of an arrow is long. */
const APART = 16;
const AROUND = 8;

/** Where the arrow of a packet ends, pointing right and left. */
const HEADS: Readonly<Record<Ending, readonly [string, string]>> = {
  arrived: ["▶", "◀"],
  lost: ["✗", "✗"],
  held: ["‖", "‖"],
  "under way": ["…", "…"],
};

const NUMBERS: ReadonlySet<number> = new Set([0, 1]);

/** Where arrows are drawn. */
interface Field {
  readonly lanes: Lanes;
  /** From one lane to the next. */
  readonly apart: number;
  readonly width: number;
}

/**
 * Packets as a sequence chart.
 *
 * @param before - how many there were before them.
 * @param now - when the trace ends.
 */
export function chart(packets: readonly TracedPacket[], before: number, now: number): string {
  if (packets.length === 0) return "no packets";
  const field = fieldOf(packets);
  const names = field.lanes.names.map((name) => name.padEnd(field.apart)).join("");
  const lines = packets.map((packet) => {
    const arrived = packet.arrived === undefined ? "-" : shownTime(packet.arrived);
    return [shownTime(packet.time), arrived, `${arrow(packet, field, endingOf(packet, now))}  ${remarksOf(packet)}`];
  });
  const table = textTable([["left ms", "arrived", names], ...lines], NUMBERS);
  return before > 0 ? `${olderOnes(before)}\n${table}` : table;
}

/** Says that there were packets before those that are shown. */
export function olderOnes(count: number): string {
  return `${count} older packet${count === 1 ? " is" : "s are"} not shown`;
}

function fieldOf(packets: readonly TracedPacket[]): Field {
  const lanes = new Lanes(packets);
  const apart = Math.max(APART, ...packets.map((packet) => labelOf(packet).length + AROUND), ...lanes.names.map((name) => name.length + 2));
  const last = lanes.names.length - 1;
  // What a host on the right edge sends to itself needs room behind it.
  const hasTurn = packets.some(({ from, to }) => lanes.of(from.host) === last && lanes.of(to.host) === last);
  return { lanes, apart, width: (last + (hasTurn ? 1 : 0)) * apart + 1 };
}

function arrow(packet: TracedPacket, { lanes, apart, width }: Field, ending: Ending): string {
  const row: string[] = Array.from({ length: width }, (_, i) => (i % apart === 0 && i / apart < lanes.names.length ? "│" : " "));
  const put = (at: number, text: string): void => {
    for (const [i, letter] of [...text].entries()) row[at + i] = letter;
  };
  const [source, target] = [lanes.of(packet.from.host) * apart, lanes.of(packet.to.host) * apart];
  const [right, left] = HEADS[ending];
  const label = ` ${labelOf(packet)} `;
  // One that does not arrive ends right behind its label.
  const length = ending === "arrived" && source !== target ? Math.abs(target - source) : label.length + 4;
  const shaft = "─".repeat(length - 3);
  if (target < source) {
    put(source - length + 1, `${left}${shaft}─┤`);
    put(source - 1 - label.length, label);
  } else {
    put(source, `├─${shaft}${right}`);
    put(source + 2, label);
    if (source === target && ending === "arrived") put(source + length, "╯");
  }
  return row.join("");
}
