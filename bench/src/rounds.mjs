import process from "node:process";
import { runVariant, startServer } from "./children.mjs";

/** @typedef {import("./plan.mjs").Plan} Plan */
/** @typedef {import("./plan.mjs").Job} Job */
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
 * Runs everything, round by round, so that a change of the machine's load touches all variants alike; every other
 * round goes backwards, so that none always comes after the same one.
 *
 * @param {Plan} plan
 * @returns {Promise<{ rounds: number, results: JobResult[] }>} with the number of rounds that were run
 */
export async function runRounds(plan) {
  const results = plan.jobs.map((job) => ({
    job,
    measured: new Map(job.runs.map(({ name }) => [name, /** @type {Measured} */ ({ name, samples: [] })])),
  }));
  const start = performance.now();
  let round = 0;
  for (; round < plan.rounds; round++) {
    if (round > 0 && ((performance.now() - start) / round) * (round + 1) > plan.limit) break;
    for (const { job, measured } of results) {
      for (const { name, variant } of round % 2 === 0 ? job.runs : job.runs.toReversed()) {
        const one = measured.get(name);
        if (one === undefined || one.crash !== undefined) continue;
        one.samples[round] = await runOnce(plan, job, variant).catch((/** @type {Error} */ error) => {
          one.crash = error.message;
          return undefined;
        });
        progress(`round ${round + 1}/${plan.rounds}, row ${job.row.id}, ${name}: ${one.crash === undefined ? pace(one.samples[round], job.row.unit) : "crashed"}`);
      }
    }
  }
  return { rounds: round, results };
}

/**
 * @param {Plan} plan
 * @param {Job} job
 * @param {string} variant
 */
async function runOnce({ quick, pace }, { row }, variant) {
  const oneCore = row.oneCore === true;
  if (row.server === undefined) return runVariant(row.id, variant, { port: 0, quick, pace }, oneCore);
  const server = await startServer(row.server(quick), oneCore);
  let serverBusy = 0;
  const sample = await runVariant(row.id, variant, { port: server.port, quick, pace }, oneCore).finally(async () => {
    serverBusy = await server.stop();
  });
  return { ...sample, serverBusy };
}

/**
 * @param {Sample | undefined} sample
 * @param {string} unit
 */
function pace(sample, unit) {
  return sample === undefined ? "" : `${Math.round((sample.units / sample.wall) * 1000).toLocaleString("en")} ${unit}/s`;
}

/** @param {string} line */
function progress(line) {
  process.stderr.write(`${line}\n`);
}
