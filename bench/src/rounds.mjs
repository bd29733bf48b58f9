import process from "node:process";
import { runVariant, startServer } from "./children.mjs";
import { formatAmount } from "./table.mjs";

/** @typedef {import("./plan.mjs").Plan} Plan */
/** @typedef {import("./plan.mjs").Job} Job */
/** @typedef {import("./meter.mjs").Pace} Pace */
/** @typedef {import("./meter.mjs").Sample & { serverBusy?: number }} Sample with the share of the time that the server worked */

/**
 * @typedef {object} Measured what became of one run of a job
 * @property {string} name
 * @property {(Sample | undefined)[]} samples one a round
 * @property {string} [crash] why it has no further samples
 */

/**
 * @typedef {object} JobResult
 * @property {Job} job
 * @property {Map<string, Measured>} measured
 */

/**
 * @typedef {object} Outcome
 * @property {number} rounds that were run
 * @property {Pace} shortest the least time that a run was given
 * @property {JobResult[]} results of the rows for which there was time
 * @property {import("./rows.mjs").LeftOut[]} late the others
 */

/**
 * Runs everything, round by round, so that a change of the machine's load touches all variants alike; every other
 * round goes backwards, so that none always comes after the same one.
 *
 * @param {Plan} plan
 * @returns {Promise<Outcome>}
 */
export async function runRounds(plan) {
  const results = plan.jobs.map((job) => ({
    job,
    measured: new Map(job.runs.map(({ name }) => [name, /** @type {Measured} */ ({ name, samples: [] })])),
  }));
  const start = performance.now();
  let left = plan.rounds * plan.jobs.reduce((sum, job) => sum + job.runs.length, 0);
  let shortest = plan.pace(0, left);
  const elapsed = () => performance.now() - start;
  /** @type {import("./rows.mjs").LeftOut[]} */
  const late = [];
  let round = 0;
  for (; round < plan.rounds; round++) {
    if (round > 0 && (elapsed() / round) * (round + 1) > plan.limit) break;
    for (const { job, measured } of results) {
      if (round === 0 && elapsed() > plan.limit) {
        late.push({ id: job.row.id, why: "there was no time left; choose it with --row" });
        continue;
      }
      const pace = plan.pace(elapsed(), left);
      if (pace.measure < shortest.measure) shortest = pace;
      left -= job.runs.length;
      for (const { name, variant } of round % 2 === 0 ? job.runs : job.runs.toReversed()) {
        const one = measured.get(name);
        if (one === undefined || one.crash !== undefined) continue;
        one.samples[round] = await runOnce(job, variant, { quick: plan.quick, pace }).catch((/** @type {Error} */ error) => {
          one.crash = error.message;
          return undefined;
        });
        progress(`round ${round + 1}/${plan.rounds}, row ${job.row.id}, ${name}: ${one.crash === undefined ? outcome(one.samples[round], job.row) : "crashed"}`);
      }
    }
  }
  return { rounds: round, shortest, results: results.filter(({ job }) => late.every(({ id }) => id !== job.row.id)), late };
}

/**
 * @param {Job} job
 * @param {string} variant
 * @param {{ quick: boolean, pace: Pace }} settings
 */
async function runOnce({ row }, variant, settings) {
  const oneCore = row.oneCore === true;
  if (row.server === undefined) return runVariant(row.id, variant, { port: 0, ...settings }, oneCore);
  const server = await startServer(row.server(settings.quick), oneCore);
  let serverBusy = 0;
  const sample = await runVariant(row.id, variant, { port: server.port, ...settings }, oneCore).finally(async () => {
    serverBusy = await server.stop();
  });
  return { ...sample, serverBusy };
}

/**
 * @param {Sample | undefined} sample
 * @param {import("./rows.mjs").Row} row
 */
function outcome(sample, { unit, amount }) {
  if (sample === undefined) return "";
  if (sample.amount !== undefined && amount !== undefined) return formatAmount(sample.amount, amount);
  return `${Math.round((sample.units / sample.wall) * 1000).toLocaleString("en")} ${unit}/s`;
}

/** @param {string} line */
function progress(line) {
  process.stderr.write(`${line}\n`);
}
