import type { Texts } from "./texts.js";
import type { Traffic } from "./timer-app.js";

/** What a run came to. */
export interface Outcome {
  /** Each client, and what it talked to. */
  readonly clients: ReadonlyArray<{ readonly tag: string; readonly server: string; readonly traffic: Traffic }>;
  /** Milliseconds. */
  readonly duration: number;
}

/** The table at the end of a run: a row for each client. */
export function summaryText({ summary, columns, seconds }: Texts, { clients, duration }: Outcome): string {
  const rows = clients.map(({ tag, server, traffic }) => rowOf(tag, server, traffic));
  const table = [[columns.client, columns.server, columns.sent, columns.echoed, columns.lost, columns.failed, columns.wrong, columns.bytes, columns.connections], ...rows];
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => width(row[i] ?? "")))) ?? [];
  const lines = table.map((row) => row.map((cell, i) => padded(cell, widths[i] ?? 0, i < 2)).join("  "));
  return ["", `${summary} (${(duration / 1_000).toFixed(1)} ${seconds})`, ...lines.map((line) => `  ${line.trimEnd()}`)].join("\n");
}

function rowOf(tag: string, server: string, { counts, echoed, wrong }: Traffic): string[] {
  const { messagesOut, failed, bytesOut, bytesIn, connections } = counts;
  return [tag, server, ...[messagesOut, echoed, messagesOut - echoed, failed, wrong].map(String), `${bytesOut}/${bytesIn}`, `${connections}`];
}

/** Words stand left, numbers right. */
function padded(cell: string, room: number, left: boolean): string {
  const space = " ".repeat(room - width(cell));
  return left ? cell + space : space + cell;
}

/** How many columns a terminal needs: Chinese characters take two. */
function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
}
