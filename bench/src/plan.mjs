/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {import("./options.mjs").Options} Options */

/** Under this name a row's base is run once more: what it differs from 1 is the noise. */
export const AGAIN = "the same again (noise)";

const FULL = { warmup: 800, measure: 2000 };
/** What the quick mode may take, and what starting the two processes of a run takes; in milliseconds. */
const QUICK_TIME = 42_000;
const START = 200;
const QUICK_ROUNDS = 3;
/** Below this a run says nothing; rather fewer rounds. */
const SHORTEST = 500;
/** On a busy machine all takes longer than planned: no round is begun that would end after this. */
const QUICK_LIMIT = 57_000;

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
 * @property {{ warmup: number, measure: number }} pace
 * @property {number} limit milliseconds after which no round may end, except the first
 * @property {Job[]} jobs
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
 * @param {Options} options
 * @returns {Plan}
 */
export function makePlan(rows, options) {
  const jobs = rows.map((row) => makeJob(row, options)).filter((job) => job.runs.length > 0);
  if (!options.quick) return { quick: false, rounds: options.rounds, pace: FULL, limit: Infinity, jobs };
  const runs = jobs.reduce((sum, job) => sum + job.runs.length, 0);
  let rounds = QUICK_ROUNDS;
  while (rounds > 1 && sliceOf(runs, rounds) < SHORTEST) rounds--;
  const slice = Math.max(SHORTEST, sliceOf(runs, rounds));
  const warmup = Math.round(Math.min(FULL.warmup, slice * 0.6));
  const measure = Math.round(Math.min(FULL.measure, slice - warmup));
  return { quick: true, rounds, pace: { warmup, measure }, limit: QUICK_LIMIT, jobs };
}

/**
 * @param {number} runs
 * @param {number} rounds
 */
function sliceOf(runs, rounds) {
  return QUICK_TIME / (runs * rounds) - START;
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
