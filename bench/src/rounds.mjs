import process from "node:process";
import { runVariant, startServer } from "./children.mjs";

/** @typedef {import("./plan.mjs").Plan} Plan */
/** @typedef {import("./plan.mjs").Job} Job */
/** @typedef {import("./meter.mjs").Sample} Sample */

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
 * @returns {Promise<JobResult[]>}
 */
export async function runRounds(plan) {
  const results = plan.jobs.map((job) => ({
    job,
    measured: new Map(job.runs.map(({ name }) => [name, /** @type {Measured} */ ({ name, samples: [] })])),
  }));
  for (let round = 0; round < plan.rounds; round++) {
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
  return results;
}

/**
 * @param {Plan} plan
 * @param {Job} job
 * @param {string} variant
 */
async function runOnce({ quick, pace }, { row }, variant) {
  if (row.server === undefined) return runVariant(row.id, variant, { port: 0, quick, pace });
  const server = await startServer(row.server(quick));
  try {
    return await runVariant(row.id, variant, { port: server.port, quick, pace });
  } finally {
    server.stop();
  }
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
