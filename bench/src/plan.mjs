/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {import("./meter.mjs").Pace} Pace */
/** @typedef {import("./rows.mjs").LeftOut} LeftOut */
/** @typedef {import("./options.mjs").Options} Options */

/** Under this name a row's base is run once more: what it differs from 1 is the noise. */
export const AGAIN = "the same again (noise)";

/** @type {Pace} */
const FULL = { warmup: 800, measure: 2000 };
/** What the quick mode may take, and what starting the two processes of a run takes; in milliseconds. */
const QUICK_TIME = 50_000;
const START = 250;
const QUICK_ROUNDS = 3;
/** Below this a run says little: rather fewer rounds. */
const SHORT = 500;
/** Below this it says nothing. */
const SHORTEST = 250;
const WARMUP_SHARE = 0.6;
/** On a busy machine all takes longer than planned: no row is begun after this, and no further round that would end after it. */
const QUICK_LIMIT = 56_000;

/**
 * @typedef {object} Job one row with what is run of it
 * @property {Row} row
 * @property {{ name: string, variant: string }[]} runs in the order of the table
 * @property {import("./rows.mjs").Goal[]} goals
 */

/**
 * @typedef {object} Plan
 * @property {boolean} quick
 * @property {number} rounds
 * @property {(elapsed: number, left: number) => Pace} pace given the milliseconds that have passed, and how many runs are left
 * @property {number} limit milliseconds after which no row is begun, and no further round may end
 * @property {Job[]} jobs
 * @property {LeftOut[]} left
 */

/**
 * The numbers of a row's lines in the table.
 *
 * @param {Row} row
 */
export function numbersOf(row) {
  return [...new Set([row.id, ...row.goals.map((goal) => goal.row ?? row.id)])];
}

/**
 * @param {readonly Row[]} rows
 * @param {readonly LeftOut[]} waiting
 * @param {Options} options
 * @returns {Plan}
 */
export function makePlan(rows, waiting, options) {
  const { quick } = options;
  const wanted = rows.map((row) => makeJob(row, options)).filter((job) => job.runs.length > 0);
  const jobs = wanted.filter(({ row }) => row.lacks?.(quick) === undefined);
  const left = waiting.filter(({ id }) => options.rows === undefined || options.rows.includes(id));
  for (const { row } of wanted) {
    const why = row.lacks?.(quick);
    if (why !== undefined) left.push({ id: row.id, why });
  }
  if (!quick) return { quick, rounds: options.rounds, pace: () => FULL, limit: Infinity, jobs, left };
  const runs = jobs.reduce((sum, job) => sum + job.runs.length, 0);
  let rounds = QUICK_ROUNDS;
  while (rounds > 1 && QUICK_TIME / (runs * rounds) - START < SHORT) rounds--;
  return { quick, rounds, pace: quickPace, limit: QUICK_LIMIT, jobs, left };
}

/**
 * Shares out the time that is left, as some rows need more than their share.
 *
 * @param {number} elapsed
 * @param {number} left
 * @returns {Pace}
 */
function quickPace(elapsed, left) {
  const slice = Math.max(SHORTEST, (QUICK_TIME - elapsed) / left - START);
  const warmup = Math.min(FULL.warmup, slice * WARMUP_SHARE);
  return { warmup: Math.round(warmup), measure: Math.round(Math.min(FULL.measure, slice - warmup)) };
}

/**
 * @param {Row} row
 * @param {Options} options
 * @returns {Job}
 */
function makeJob(row, { quick, rows }) {
  const wanted = (/** @type {string} */ id) => rows === undefined || rows.includes(id);
  const goals = row.goals.filter((goal) => wanted(goal.row ?? row.id));
  const needed = new Set(goals.flatMap((goal) => [goal.variant, goal.against ?? row.base]));
  const aims = new Set(row.goals.map((goal) => goal.variant));
  const names = Object.keys(row.variants).filter(
    (name) => needed.has(name) || (wanted(row.id) && !aims.has(name) && !(quick && row.variants[name]?.scale === true)),
  );
  const runs = names.map((name) => ({ name, variant: name }));
  if (row.base !== undefined && runs.length > 0) runs.splice(1, 0, { name: AGAIN, variant: row.base });
  return { row, runs, goals };
}
