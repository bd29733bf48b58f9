import { olderOnes } from "./chart.js";
import { shownTime } from "../messages/shown-time.js";
import { Lanes } from "./lanes.js";
import { labelOf, remarksOf } from "./remarks.js";
import { endingOf, type Ending, type TracedPacket } from "./traced-packet.js";

const ARROWS: Readonly<Record<Ending, string>> = { arrived: "->>", lost: "-x", held: "--)", "under way": "-)" };

/** What Mermaid takes as it stands: much else is syntax to it somewhere, or HTML. */
const UNSAFE = /[^\p{L}\p{N} .,:/=?!@_*+()[\]…→-]/gu;

/**
 * Packets as a sequence diagram of Mermaid.
 *
 * @param before - how many there were before them.
 * @param now - when the trace ends.
 */
export function mermaid(packets: readonly TracedPacket[], before: number, now: number): string {
  const lanes = new Lanes(packets);
  const lines = lanes.names.map((name, i) => `participant p${i + 1} as ${safe(name)}`);
  if (before > 0) lines.push(`Note over p1: ${olderOnes(before)}`);
  for (const packet of packets) {
    const ending = endingOf(packet, now);
    const text = [`${shownTime(packet.time)} ms`, labelOf(packet), remarksOf(packet), ...(ending === "arrived" ? [] : [ending])].join("  ");
    lines.push(`p${lanes.of(packet.from.host) + 1}${ARROWS[ending]}p${lanes.of(packet.to.host) + 1}: ${safe(text)}`);
  }
  return ["sequenceDiagram", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** With entity codes of Mermaid in place of what it would not take as text. */
function safe(text: string): string {
  return text.replace(UNSAFE, (letter) => `#${letter.codePointAt(0) ?? 0};`);
}
