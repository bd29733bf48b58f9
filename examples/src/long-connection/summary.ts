import type { Texts } from "./texts.js";
import type { Traffic } from "./timer-app.js";

/** What a run came to. */
export interface Outcome {
  readonly server: string;
  readonly traffic: Traffic;
  readonly connections: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** The table at the end of a run. */
export function summaryText({ summary, rows }: Texts, outcome: Outcome): string {
  const { server, traffic, connections, duration } = outcome;
  const table: Array<[label: string, value: string | number]> = [
    [rows.server, server],
    [rows.messages, traffic.messages],
    [rows.sent, traffic.sent],
    [rows.echoed, traffic.echoed],
    [rows.lost, traffic.sent - traffic.echoed],
    [rows.failed, traffic.failed],
    [rows.wrong, traffic.wrong],
    [rows.bytes, `${traffic.bytesOut} / ${traffic.bytesIn}`],
    [rows.connections, `${connections} (${Math.max(0, connections - 1)})`],
    [rows.duration, `${(duration / 1_000).toFixed(1)} s`],
  ];
  const room = 2 + Math.max(...table.map(([label]) => width(label)));
  const lines = table.map(([label, value]) => `  ${label}${" ".repeat(room - width(label))}${value}`);
  return ["", summary, ...lines].join("\n");
}

/** How many columns a terminal needs: Chinese characters take two. */
function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
}
