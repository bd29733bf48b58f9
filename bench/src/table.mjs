/** @typedef {import("./judge.mjs").Line} Line */
/** @typedef {import("./rows.mjs").Bounds} Bounds */

const HEAD = ["row", "work", "variant", "speed", "rounds", "CPU", "busy", "gate", "stretch", "verdict"];

/**
 * The table as text.
 *
 * @param {readonly Line[]} lines
 */
export function formatTable(lines) {
  let last = "";
  const cells = lines.map((line) => {
    const work = line.work === last ? "" : line.work;
    last = line.work;
    const { speed, range, cpu, busy, serverBusy } = line.result;
    return [
      line.row,
      work,
      line.gate !== undefined && line.against !== undefined ? `${line.variant} : ${line.against}` : line.variant,
      speed === undefined ? rate(line) : `${speed.toFixed(2)}×`,
      range === undefined ? "" : range.map((value) => value.toFixed(2)).join("–"),
      cpu === undefined ? "" : `${cpu.toFixed(2)}×`,
      busy === undefined ? "" : serverBusy ? `${busy.toFixed(2)}/${serverBusy.toFixed(2)}` : busy.toFixed(2),
      bounds(line.gate),
      bounds(line.stretch),
      line.verdict,
    ];
  });
  const all = [HEAD, ...cells];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const text = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
  text.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return text.join("\n");
}

/**
 * @param {Line} line
 */
function rate({ result, unit, gate, verdict }) {
  if (result.rate === undefined || result.time === undefined) return "";
  if (gate?.time !== undefined || verdict === "for scale") return `${result.time.toFixed(0)} ns`;
  return `${Math.round(result.rate).toLocaleString("en")} ${unit}/s`;
}

/** @param {Bounds | undefined} bounds */
function bounds(bounds) {
  if (bounds === undefined) return "";
  const { speed, cpu, time } = bounds;
  const parts = [];
  if (speed !== undefined) parts.push(`≥ ${speed}×`);
  if (cpu !== undefined) parts.push(`CPU ≤ ${cpu}×`);
  if (time !== undefined) parts.push(`≤ ${time} ns`);
  return parts.join(", ");
}
