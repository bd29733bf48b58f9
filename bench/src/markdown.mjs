import { bounds, outcome } from "./table.mjs";

/** @typedef {import("./judge.mjs").Line} Line */

/** @type {{ [verdict in Line["verdict"]]?: string }} */
const MARKS = { "stretch reached": "★", "gate held": "✓", "held, within noise": "✓", "missed, within noise": "≈", "GATE MISSED": "✗", CRASHED: "crashed" };

/**
 * The lines that have goals, as a table for documents.
 *
 * @param {readonly Line[]} lines
 */
export function formatMarkdown(lines) {
  const rows = lines.flatMap((line) => {
    if (line.gate === undefined) return [];
    const { cpu } = line.amount === undefined ? line.result : {};
    const against = line.against === undefined ? "" : `, against ${line.against}`;
    return [[line.row, `${line.work}: ${line.variant}${against}`, outcome(line), cpu === undefined ? "" : `${cpu.toFixed(2)}×`, bounds(line.gate, line.amount), bounds(line.stretch, line.amount), MARKS[line.verdict] ?? ""]];
  });
  const table = [["row", "work", "result", "CPU", "gate", "stretch", ""], ["---", "---", "---", "---", "---", "---", "---"], ...rows];
  return `${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}
