import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AGAIN } from "./plan.mjs";

/** @typedef {import("./rounds.mjs").JobResult} JobResult */
/** @typedef {[at: number, cost: number][]} Curve */

const [WIDTH, HEIGHT] = [720, 380];
const EDGE = { left: 64, right: 190, top: 44, bottom: 52 };
/** Readable on white and on black. */
const COLOURS = ["#888888", "#2f81f7", "#e3742f", "#3fb950"];
const INK = "#808080";

/**
 * Draws the rows that have curves, each as an SVG file.
 *
 * @param {readonly JobResult[]} results
 * @param {string} folder is made where it is not there
 * @returns {string[]} the files
 */
export function drawCharts(results, folder) {
  return results.flatMap(({ job: { row }, measured }) => {
    if (row.curve === undefined) return [];
    const curves = [...measured.values()].flatMap(({ name, samples }) => {
      const curve = medianCurve(samples.flatMap((sample) => (sample?.curve === undefined ? [] : [sample.curve])));
      return name === AGAIN || curve.length === 0 ? [] : [{ name, curve }];
    });
    if (curves.length === 0) return [];
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${row.curve.file}.svg`);
    writeFileSync(file, drawChart(row.curve.title, row.curve.by, curves));
    return [file];
  });
}

/**
 * @param {readonly Curve[]} curves of the rounds, all over the same points
 * @returns {Curve}
 */
function medianCurve(curves) {
  return (curves[0] ?? []).map(([at], point) => {
    const costs = curves.map((curve) => curve[point]?.[1] ?? NaN).sort((a, b) => a - b);
    return [at, costs[costs.length >> 1] ?? NaN];
  });
}

/**
 * @param {string} title
 * @param {string} by
 * @param {readonly { name: string, curve: Curve }[]} curves
 */
function drawChart(title, by, curves) {
  const points = curves.flatMap(({ curve }) => curve);
  const ats = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
  const [first = 1, last = 1] = [ats[0], ats.at(-1)];
  const step = niceStep(Math.max(...points.map(([, cost]) => cost)));
  const top = Math.ceil(Math.max(...points.map(([, cost]) => cost)) / step) * step;
  const x = (/** @type {number} */ at) => EDGE.left + (Math.log(at / first) / (Math.log(last / first) || 1)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (/** @type {number} */ cost) => HEIGHT - EDGE.bottom - (cost / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const text = (/** @type {number} */ left, /** @type {number} */ height, /** @type {string} */ anchor, /** @type {string} */ what, fill = INK) =>
    `<text x="${left.toFixed(1)}" y="${height.toFixed(1)}" text-anchor="${anchor}" fill="${fill}">${what}</text>`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${title}">`,
    `<text x="${EDGE.left}" y="22" fill="${INK}" font-size="14" font-weight="bold">${title}</text>`,
  ];
  for (let cost = 0; cost <= top; cost += step) {
    lines.push(`<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(cost).toFixed(1)}" y2="${y(cost).toFixed(1)}" stroke="${INK}" stroke-opacity="0.25"/>`);
    lines.push(text(EDGE.left - 8, y(cost) + 4, "end", `${cost} µs`));
  }
  for (const at of ats) lines.push(text(x(at), HEIGHT - EDGE.bottom + 18, "middle", at.toLocaleString("en")));
  lines.push(text((EDGE.left + WIDTH - EDGE.right) / 2, HEIGHT - 12, "middle", by));
  // Names go where their curves end, moved apart where these end together.
  let lowest = HEIGHT;
  const ends = curves.map(({ name, curve }, index) => ({ name, index, height: y(curve.at(-1)?.[1] ?? 0) })).sort((a, b) => b.height - a.height);
  for (const { name, index, height } of ends) {
    lowest = Math.min(height, lowest - 16);
    lines.push(text(WIDTH - EDGE.right + 10, lowest + 4, "start", name, COLOURS[index % COLOURS.length]));
  }
  curves.forEach(({ curve }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    lines.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${curve.map(([at, cost]) => `${x(at).toFixed(1)},${y(cost).toFixed(1)}`).join(" ")}"/>`);
    for (const [at, cost] of curve) lines.push(`<circle cx="${x(at).toFixed(1)}" cy="${y(cost).toFixed(1)}" r="3" fill="${colour}"><title>${at.toLocaleString("en")}: ${cost.toFixed(1)} µs</title></circle>`);
  });
  return `${[...lines, "</svg>"].join("\n")}\n`;
}

/**
 * The distance of about five lines, a 1, 2 or 5 of some power of ten.
 *
 * @param {number} most
 */
function niceStep(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
}
