/** @typedef {import("./judge.mjs").Line} Line */
/** @typedef {import("./rows.mjs").Bounds} Bounds */

const HEAD = ["row", "work", "variant", "result", "rounds", "CPU", "busy", "gate", "stretch", "verdict"];

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
    const { range } = line.result;
    // Of what is not about time, the time it took says nothing.
    const { cpu, busy, serverBusy } = line.amount === undefined ? line.result : {};
    return [
      line.row,
      work,
      line.gate !== undefined && line.against !== undefined && line.gate.amount === undefined ? `${line.variant} : ${line.against}` : line.variant,
      outcome(line),
      range === undefined || line.gate?.amount !== undefined ? "" : range.map((value) => value.toFixed(2)).join("–"),
      cpu === undefined ? "" : `${cpu.toFixed(2)}×`,
      busy === undefined ? "" : serverBusy ? `${busy.toFixed(2)}/${serverBusy.toFixed(2)}` : busy.toFixed(2),
      bounds(line.gate, line.amount),
      bounds(line.stretch, line.amount),
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
 * @param {number} amount
 * @param {string} unit
 */
export function formatAmount(amount, unit) {
  return `${amount.toLocaleString("en", { maximumFractionDigits: amount < 100 ? 2 : 0 })} ${unit}`;
}

/** @param {Line} line */
export function outcome({ result, unit, amount, gate, verdict }) {
  const ratio = amount === undefined ? result.speed : result.ratio;
  if (ratio !== undefined && gate?.amount === undefined) return `${ratio.toFixed(2)}×`;
  if (amount !== undefined) return result.amount === undefined ? "" : formatAmount(result.amount, amount);
  if (result.rate === undefined || result.time === undefined) return "";
  if (gate?.time !== undefined || verdict === "for scale") return `${result.time.toFixed(0)} ns`;
  return `${Math.round(result.rate).toLocaleString("en")} ${unit}/s`;
}

/**
 * @param {Bounds | undefined} bounds
 * @param {string} [unit] of the amount
 */
export function bounds(bounds, unit = "") {
  if (bounds === undefined) return "";
  const { speed, cpu, time, ratio, amount } = bounds;
  const parts = [];
  if (speed !== undefined) parts.push(`≥ ${speed}×`);
  if (cpu !== undefined) parts.push(`CPU ≤ ${cpu}×`);
  if (time !== undefined) parts.push(`≤ ${time} ns`);
  if (ratio !== undefined) parts.push(`≤ ${ratio}×`);
  if (amount !== undefined) parts.push(`≤ ${formatAmount(amount, unit)}`);
  return parts.join(", ");
}
